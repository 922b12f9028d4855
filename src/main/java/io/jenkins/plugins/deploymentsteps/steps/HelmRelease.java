package io.jenkins.plugins.deploymentsteps.steps;

import hudson.FilePath;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.ReleasedObjects;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.KubeconfigText;
import io.jenkins.plugins.deploymentsteps.rendering.HelmChart;
import io.jenkins.plugins.deploymentsteps.rendering.RenderedObjects;
import io.jenkins.plugins.deploymentsteps.rendering.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Has Helm install or upgrade a release on the agent. For that the one credential of the cluster goes there, in a file of
 * its own outside of the workspace that only the agent's user may read, and that is deleted at the end, whatever the end.
 */
final class HelmRelease {
    private static final Logger LOGGER = Logger.getLogger(HelmRelease.class.getName());

    private static final String PREFIX = "deployment-steps-";
    private static final int OWNER_ONLY_DIRECTORY = 0700;
    private static final int OWNER_ONLY_FILE = 0600;

    private final KubeHelm helm;
    private final SourceContext context;
    private final ClusterSession session;

    HelmRelease(KubeHelm helm, SourceContext context, ClusterSession session) {
        this.helm = helm;
        this.context = context;
        this.session = session;
    }

    /**
     * Deploys.
     *
     * @param rendered what the chart renders to; the target's rules and the server check it before Helm begins
     * @param namespace of the release
     * @param dryRun whether that check is all
     * @return what the release consists of
     */
    ApplyResult deploy(List<ManifestFile> rendered, String namespace, boolean dryRun)
            throws DeploymentException, IOException, InterruptedException {
        Cluster cluster = session.cluster();
        // Taking conflicts in a dry run: Helm owns the fields, and that is as it should be.
        ApplyResult checked = new ApplyManifests(cluster, context.log())
                .apply(new ApplyRequest(rendered, namespace, List.of(), ConflictPolicy.TAKE, true, true, null));
        if (dryRun) {
            return checked;
        }
        HelmChart chart = helm.locate(context);
        byte[] manifest = upgrade(chart);
        List<ManifestFile> released = RenderedObjects.of(Tool.HELM, "release " + chart.release(), manifest);
        return new ReleasedObjects(cluster, context.log()).find(released, namespace, checked);
    }

    private byte[] upgrade(HelmChart chart) throws DeploymentException, IOException, InterruptedException {
        FilePath directory = temporary();
        try {
            FilePath file = credential(directory);
            long seconds =
                    Math.max(1, context.operation().deadline().remaining().toSeconds());
            context.run(chart.upgrade(file.getRemote(), seconds));
            return context.run(chart.manifest(file.getRemote()));
        } catch (DeploymentException e) {
            throw SourceFiles.about(helm, explained(e, chart));
        } finally {
            delete(directory);
        }
    }

    private static DeploymentException explained(DeploymentException failure, HelmChart chart) {
        return failure.getMessage().contains("another operation (install/upgrade/rollback) is in progress")
                ? new DeploymentException(
                        Kind.CONFLICT,
                        failure.getMessage()
                                + "\nEither somebody else deploys the release just now, or Helm was ended in"
                                + " the middle once. If so, 'helm rollback " + chart.release() + " -n "
                                + chart.namespace()
                                + "' frees it, or 'helm uninstall' if it was the first installation.",
                        failure)
                : failure;
    }

    private FilePath temporary() throws DeploymentException, IOException, InterruptedException {
        FilePath beside = WorkspaceList.tempDir(context.build().workspace());
        if (beside == null) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "source: kubeHelm: mode: 'release' needs a directory beside the workspace for the credential, and"
                            + " this workspace has no parent directory. Use another workspace.");
        }
        deleteForgotten(beside);
        FilePath directory = beside.child(PREFIX + UUID.randomUUID());
        directory.mkdirs();
        directory.chmod(OWNER_ONLY_DIRECTORY);
        return directory;
    }

    /** Deletes what an agent left that was killed; no step takes a day. */
    private static void deleteForgotten(FilePath beside) throws IOException, InterruptedException {
        long dayAgo = System.currentTimeMillis() - Duration.ofDays(1).toMillis();
        for (FilePath each : beside.list()) {
            if (each.getName().startsWith(PREFIX) && each.lastModified() < dayAgo) {
                each.deleteRecursive();
            }
        }
    }

    private FilePath credential(FilePath directory) throws DeploymentException, IOException, InterruptedException {
        ClusterConnection connection = session.connection();
        FilePath file = directory.child("kubeconfig");
        file.write("", "UTF-8");
        file.chmod(OWNER_ONLY_FILE);
        file.write(KubeconfigText.of(connection), "UTF-8");
        context.log()
                .info("mode: 'release': the credential of " + connection.server()
                        + " is on the agent, in a file that only its user can read, until Helm ends.");
        return file;
    }

    /** Also where the step was aborted: not on the interrupted thread, which cannot ask the agent for anything. */
    private void delete(FilePath directory) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        try {
            Background.THREADS
                    .submit(() -> {
                        directory.deleteRecursive();
                        return null;
                    })
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.WARNING, e, () -> "The file with a credential could not be deleted: " + directory);
            context.log().warn("The file with the credential could not be deleted: " + directory + ". Delete it.");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
