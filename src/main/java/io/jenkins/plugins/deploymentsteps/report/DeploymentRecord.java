package io.jenkins.plugins.deploymentsteps.report;

import hudson.model.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A deployment as an artifact of its build keeps it for programs. Its names are documented in docs/kube-apply.md: later
 * versions may add some, and none goes or changes its meaning while {@code version} is the same.
 */
final class DeploymentRecord {
    private static final int VERSION = 1;

    private DeploymentRecord() {}

    /** Returns where among the artifacts the record of a deployment is. */
    static String path(DeploymentReport report) {
        return "deployments/" + report.getId() + ".json";
    }

    /** Makes the record of a report, which holds no secret. */
    static Map<String, Object> of(Run<?, ?> run, DeploymentReport report) {
        Circumstances circumstances = report.getCircumstances();
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("version", VERSION);
        record.put("id", report.getId());
        record.put("step", report.getStep());
        record.put("outcome", report.getResult());
        record.put("message", report.getMessage());
        record.put("dryRun", report.isDryRun());
        record.put("build", build(run, circumstances));
        record.put("server", report.getTarget());
        record.put("target", circumstances.getTargetName());
        record.put("clusterUid", circumstances.getClusterUid());
        record.put("namespace", report.getNamespace());
        record.put("set", report.getSet());
        record.put("started", time(circumstances.getBegan()));
        record.put("ended", time(circumstances.getEnded()));
        record.put("seconds", circumstances.getSeconds());
        record.put("objects", objects(report, false));
        record.put("pruned", objects(report, true));
        record.put("leftOut", report.getLeftOut());
        record.put("images", report.getImages());
        Map<String, Object> digests = new LinkedHashMap<>();
        report.getDigests().forEach(image -> digests.put(image.getImage(), image.getDigests()));
        record.put("digests", digests);
        record.put("plan", circumstances.getPlan());
        record.put("planDigest", report.getDigest());
        record.put("drift", report.isDrift());
        record.put("wentBackTo", report.getWentBackTo());
        record.put("freezeOverride", circumstances.getFreezeOverride());
        record.put("branch", report.getBranch());
        record.put("commit", report.getCommit());
        record.put("files", report.getFiles().stream().map(FileReport::getPath).toList());
        record.put("applications", applications(report));
        return record;
    }

    private static Map<String, Object> build(Run<?, ?> run, Circumstances circumstances) {
        Map<String, Object> build = new LinkedHashMap<>();
        build.put("job", run.getParent().getFullName());
        build.put("number", run.getNumber());
        build.put("url", BuildOrigin.url(run));
        build.put("startedBy", circumstances.getStartedBy());
        build.put("commit", circumstances.getSourceCommit());
        return build;
    }

    private static String time(long millis) {
        return millis == 0 ? "" : Instant.ofEpochMilli(millis).toString();
    }

    private static List<Map<String, Object>> objects(DeploymentReport report, boolean ofPrune) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ObjectReport object : report.getObjects()) {
            if (object.isOfPrune() == ofPrune) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("apiVersion", object.getApiVersion());
                row.put("kind", object.getKind());
                row.put("namespace", object.getNamespace());
                row.put("name", object.getName());
                row.put("action", object.getAction());
                row.put("message", object.getMessage());
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<Map<String, Object>> applications(DeploymentReport report) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ApplicationReport application : report.getApplications()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", application.getName());
            row.put("revision", application.getRevision());
            row.put("sync", application.getSync());
            row.put("health", application.getHealth());
            row.put("message", application.getMessage());
            rows.add(row);
        }
        return rows;
    }
}
