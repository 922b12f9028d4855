package io.jenkins.plugins.deploymentsteps.steps;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.diff.CompareSet;
import io.jenkins.plugins.deploymentsteps.core.diff.Fingerprints;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.plan.ClusterIdentity;
import io.jenkins.plugins.deploymentsteps.core.plan.Plan;
import io.jenkins.plugins.deploymentsteps.core.plan.SetContent;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.report.ShownDiff;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Compares manifests with a cluster and keeps what it found as a plan. It changes nothing, and may be done again. */
final class KubeDiffOperation extends ClusterOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    /** As much of an object as a log is still read with. */
    private static final int MOST_LINES_OF_AN_OBJECT = 20;

    private static final int MOST_LINES = 1_000;

    private final ClusterLocation location;
    private final ApplyArguments arguments;
    private final FailOn failOn;

    KubeDiffOperation(String id, Duration timeout, ClusterLocation location, ApplyArguments arguments, FailOn failOn) {
        super(id, KubeDiffStep.NAME, timeout);
        this.location = location;
        this.arguments = arguments;
        this.failOn = failOn;
    }

    @Override
    ClusterLocation location() {
        return location;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        report(build, report -> report.in(arguments.namespace()));
        // Files first: what is wrong with them needs no cluster.
        List<ManifestFile> files = SourceFiles.read(arguments, SourceFiles.context(arguments, this, build));
        Cluster cluster = session(build).cluster();
        String named = arguments.namespace();
        String namespace = named == null ? cluster.defaultNamespace() : named;
        String set = arguments.set() == null ? build.run().getParent().getFullName() : arguments.set();
        report(build, report -> {
            report.on(cluster.url());
            report.in(namespace);
            report.of(set);
        });
        ApplyRequest request =
                arguments.request(files, set, id(), KubeApplyOperation.appliedBefore(build, id(), set, cluster.url()));
        Fingerprints fingerprints = Fingerprints.fresh();
        SetDiff diff = new CompareSet(cluster, log(build)).compare(request, fingerprints);
        SetContent content = new SetContent(
                cluster.url(),
                ClusterIdentity.of(cluster),
                namespace,
                set,
                arguments.conflicts(),
                diff.content(),
                List.of());
        KeptPlan.write(build.run(), id(), Plan.of(content, arguments.maxPrune(), diff, fingerprints), location);
        ShownDiff.of(diff, redactor()).write(build.run(), id());
        tell(build, diff);
        report(build, report -> {
            report.took(diff);
            report.end(Outcome.SUCCEEDED, diff.summary());
        });
        return new Progress.Done<>(DiffValue.of(id(), diff, namespace, set));
    }

    private void tell(BuildContext build, SetDiff diff) {
        DeploymentLog log = log(build);
        List<String> lines = diff.lines(MOST_LINES_OF_AN_OBJECT);
        lines.stream().limit(MOST_LINES).forEach(log::info);
        if (lines.size() > MOST_LINES) {
            log.info("and " + (lines.size() - MOST_LINES) + " more lines, which the build's page shows");
        }
        if (failOn == FailOn.DRIFT && diff.isDrift()) {
            log.warn("Drift: the cluster is not as the manifests say (" + diff.summary()
                    + "). The build is unstable, because failOn is 'drift'.");
            build.run().setResult(Result.UNSTABLE);
        } else {
            log.info(diff.isDrift() ? diff.summary() : "Nothing differs; " + diff.summary());
        }
    }

    @Override
    String status() {
        return "comparing manifests with the cluster";
    }

    @Override
    String doneSoFar() {
        return "Nothing was changed.";
    }
}
