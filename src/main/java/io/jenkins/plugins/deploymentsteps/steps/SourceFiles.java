package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.http.PinnedFile;
import io.jenkins.plugins.deploymentsteps.targets.ConnectionPolicy;
import io.jenkins.plugins.deploymentsteps.workspace.ReadManifests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Brings together what a step applies: files of the workspace, files of the network, or what a source makes. */
final class SourceFiles {
    private SourceFiles() {}

    /**
     * Reads.
     *
     * @param context what a source is made with
     * @throws DeploymentException if something is missing or wrong, naming it
     */
    static List<ManifestFile> read(ApplyArguments arguments, SourceContext context)
            throws DeploymentException, IOException, InterruptedException {
        Operation operation = context.operation();
        BuildContext build = context.build();
        KubeSource source = arguments.source();
        if (source != null) {
            try {
                return source.manifests(context);
            } catch (DeploymentException e) {
                throw about(source, e);
            }
        }
        List<String> patterns = new ArrayList<>(arguments.manifests());
        List<String> urls = patterns.stream().filter(PinnedFile::isUrl).toList();
        patterns.removeAll(urls);
        List<ManifestFile> files = new ArrayList<>();
        if (!patterns.isEmpty()) {
            files.addAll(ReadManifests.read(build.workspace(), patterns, operation.log(build)));
        }
        for (String url : urls) {
            PinnedFile file = PinnedFile.parse("manifests", url);
            ConnectionPolicy.checkUrlSource(file.toString());
            byte[] content = build.connections().fetch(file, operation.deadline());
            operation.log(build).info("Fetched " + file + ", " + content.length + " bytes with the expected checksum.");
            files.add(new ManifestFile(file.toString(), content));
        }
        return files;
    }

    /** Says of a mistake of a source which source it is; what the cluster says is not about the source. */
    static DeploymentException about(KubeSource source, DeploymentException failure) {
        return switch (failure.kind()) {
            case INVALID_INPUT, NOT_FOUND, TIMEOUT ->
                new DeploymentException(
                        failure.kind(),
                        "source: " + SourceArguments.symbol(source) + ": " + failure.getMessage(),
                        failure);
            default -> failure;
        };
    }

    /** Returns what a source is made with for one cluster. */
    static SourceContext context(ApplyArguments arguments, ClusterOperation operation, BuildContext build) {
        String named = arguments.namespace();
        return new SourceContext(
                operation,
                build,
                () -> named == null ? operation.session(build).cluster().defaultNamespace() : named);
    }
}
