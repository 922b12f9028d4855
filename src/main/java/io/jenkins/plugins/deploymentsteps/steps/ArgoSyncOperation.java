package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.argocd.ArgoConnection;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncApplication;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncResult;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncState;
import io.jenkins.plugins.deploymentsteps.credentials.ArgoLocation;
import io.jenkins.plugins.deploymentsteps.credentials.RunCredentials;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.targets.ConnectionPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Brings Argo CD applications to a revision, side by side, and fails with the first one that fails. */
final class ArgoSyncOperation extends Operation {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ArgoLocation location;

    /** Never changed in place: Jenkins may write it while a look works on its own copy. */
    private volatile ArrayList<Application> applications = new ArrayList<>();

    private transient ArgoServer server;

    ArgoSyncOperation(String id, Duration timeout, ArgoLocation location, List<SyncRequest> requests) {
        super(id, ArgoSyncStep.NAME, timeout);
        this.location = location;
        for (SyncRequest request : requests) {
            applications.add(new Application(request, SyncState.fresh(), null));
        }
    }

    /**
     * One application.
     *
     * @param request what is wanted
     * @param state how far it has come
     * @param value its entry in the step's value; null until it is done
     */
    private record Application(SyncRequest request, SyncState state, LinkedHashMap<String, Object> value)
            implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    @Override
    void connect(BuildContext build) throws DeploymentException {
        server(build);
    }

    private ArgoServer server(BuildContext build) throws DeploymentException {
        if (server == null) {
            ArgoConnection connection = new RunCredentials(build.run(), build.listener()).argo(location);
            use(connection.secrets());
            ConnectionPolicy.check(connection.url(), connection.skipTlsVerify());
            ArgoServer opened = build.connections().argo(connection);
            server = opened;
            report(build, report -> report.on(opened.url()));
            if (connection.skipTlsVerify()) {
                warnOfSkippedTls(build, opened.url());
            }
        }
        return server;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build) throws DeploymentException, InterruptedException {
        ArgoServer argo = server(build);
        SyncApplication sync = new SyncApplication(argo, log(build));
        ArrayList<Application> next = new ArrayList<>();
        Duration pause = null;
        for (Application application : copy(applications)) {
            if (application.value == null) {
                Progress<SyncResult> progress = sync.look(application.request, application.state, deadline());
                if (progress instanceof Progress.Done<SyncResult> done) {
                    report(build, report -> report.took(done.result()));
                    next.add(new Application(application.request, application.state, value(done.result())));
                } else if (progress instanceof Progress.Running<SyncResult> running) {
                    Duration wanted = running.retryAfter();
                    pause = pause == null || wanted.compareTo(pause) < 0 ? wanted : pause;
                    next.add(application);
                }
            } else {
                next.add(application);
            }
        }
        applications = next;
        if (pause != null) {
            return new Progress.Running<>(pause);
        }
        report(build, report -> report.end(Outcome.SUCCEEDED, ""));
        return new Progress.Done<>(value(argo.url(), next));
    }

    private static LinkedHashMap<String, Object> value(SyncResult result) {
        LinkedHashMap<String, Object> value = new LinkedHashMap<>();
        value.put("name", result.application());
        value.put("revision", result.revision());
        value.put("sync", result.sync());
        value.put("health", result.health());
        value.put("message", result.message());
        value.put("images", new ArrayList<>(result.images()));
        return value;
    }

    private static Map<String, Object> value(String url, List<Application> done) {
        TreeSet<String> images = new TreeSet<>();
        ArrayList<Map<String, Object>> entries = new ArrayList<>();
        for (Application application : done) {
            entries.add(application.value);
            for (Object image : (List<?>) application.value.get("images")) {
                images.add((String) image);
            }
        }
        LinkedHashMap<String, Object> value = new LinkedHashMap<>();
        value.put("server", url);
        value.put("revision", entries.get(0).get("revision"));
        value.put("images", new ArrayList<>(images));
        value.put("applications", entries);
        return value;
    }

    /** Copies by the form that is written to disk anyway. */
    @SuppressWarnings("unchecked")
    private static ArrayList<Application> copy(ArrayList<Application> original) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(original);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return (ArrayList<Application>) in.readObject();
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("The state of a sync cannot be copied", e);
        }
    }

    @Override
    String status() {
        long open = applications.stream()
                .filter(application -> application.value == null)
                .count();
        return "waiting for " + open + (open == 1 ? " application" : " applications");
    }

    @Override
    String doneSoFar() {
        return "A sync that Argo CD has started goes on there.";
    }

    @Override
    void close() {
        closeQuietly(server);
        server = null;
    }
}
