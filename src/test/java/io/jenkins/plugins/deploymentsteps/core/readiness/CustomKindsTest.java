package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.IN_PROGRESS;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.READY;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Rows.row;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** One row for each thing that a controller of a custom kind says. A message that ends in {@code (again)} may pass. */
@RunWith(Parameterized.class)
@Covers("R-15")
public class CustomKindsTest {
    private static final String AGAIN = "(again)";
    private static final String G2 = "{metadata: {generation: 2}, ";
    private static final String SEEN = G2 + "status: {observedGeneration: 2";

    @Parameters(name = "{index}: {0} {2} {3}")
    public static Collection<Object[]> rows() {
        List<Object[]> rows = new ArrayList<>();
        rows.addAll(rollouts());
        rows.addAll(applications());
        rows.addAll(knative());
        rows.addAll(secrets());
        rows.addAll(certificates());
        rows.addAll(flux());
        rows.addAll(gateways());
        return rows;
    }

    private static List<Object[]> rollouts() {
        String type = "argoproj.io/v1alpha1 Rollout";
        String seen = G2 + "status: {observedGeneration: '2', ";
        return List.of(
                row(type, G2 + "}", IN_PROGRESS, "not seen generation 2"),
                row(type, G2 + "status: {observedGeneration: '1', phase: Healthy}}", IN_PROGRESS, "not seen"),
                row(type, G2 + "status: {observedGeneration: 1, phase: Healthy}}", IN_PROGRESS, "not seen"),
                row(type, G2 + "status: {observedGeneration: 2, phase: Healthy}}", READY, "Healthy"),
                row(type, seen + "phase: Healthy}}", READY, "Healthy"),
                row(type, seen + "phase: Degraded, message: 'ReplicaSet timed out'}}", FAILED, "ReplicaSet timed out"),
                row(type, seen + "phase: Paused, message: CanaryPauseStep}}", IN_PROGRESS, "Paused: CanaryPauseStep"),
                row(type, seen + "phase: Progressing, message: more}}", IN_PROGRESS, "Progressing: more"),
                row(type, "{spec: {paused: true}, status: {observedGeneration: '1'}}", FAILED, "spec.paused"),
                row(
                        type,
                        "{metadata: {annotations: {rollout.argoproj.io/workload-generation: '3'}}, spec: {workloadRef: {}},"
                                + " status: {observedGeneration: '1', workloadObservedGeneration: '2', phase: Healthy}}",
                        IN_PROGRESS,
                        "not seen"),
                row(
                        type,
                        "{metadata: {annotations: {rollout.argoproj.io/workload-generation: '3'}}, spec: {workloadRef: {}},"
                                + " status: {observedGeneration: '1', workloadObservedGeneration: '3', phase: Healthy}}",
                        READY,
                        "Healthy"),
                // without a phase, and with a hash as generation
                row(
                        type,
                        "{status: {observedGeneration: 6f9d, conditions: [{type: InvalidSpec, status: 'True', message: nope}]}}",
                        FAILED,
                        "InvalidSpec: nope"),
                row(
                        type,
                        "{status: {observedGeneration: 6f9d, conditions: [{type: Progressing, status: 'False', reason: RolloutAborted}]}}",
                        FAILED,
                        "RolloutAborted"),
                row(
                        type,
                        "{spec: {replicas: 2}, status: {observedGeneration: 6f9d, updatedReplicas: 1}}",
                        IN_PROGRESS,
                        "1 of 2 replicas are updated"),
                row(
                        type,
                        "{spec: {replicas: 1}, status: {observedGeneration: 6f9d, updatedReplicas: 1}}",
                        IN_PROGRESS,
                        "0 of 1 replicas are available"),
                row(
                        type,
                        "{status: {observedGeneration: 6f9d, updatedReplicas: 1, availableReplicas: 1, currentPodHash: b, stableRS: a}}",
                        IN_PROGRESS,
                        "not the stable one"),
                row(
                        type,
                        "{status: {observedGeneration: 6f9d, updatedReplicas: 1, availableReplicas: 1, currentPodHash: b, stableRS: b}}",
                        READY,
                        "1 replicas"));
    }

    private static List<Object[]> applications() {
        String type = "argoproj.io/v1alpha1 Application";
        String automated = "{spec: {syncPolicy: {automated: {}}, source: {repoURL: r, targetRevision: v2}}, ";
        String compared = "comparedTo: {source: {repoURL: r, targetRevision: v2}}";
        return List.of(
                row(
                        type,
                        automated.replace("automated: {}", "automated: {enabled: false}")
                                + "status: {sync: {status: OutOfSync, " + compared + "}, health: {status: Healthy}}}",
                        READY,
                        "it has no automated sync policy"),
                row(type, "{}", IN_PROGRESS, "not compared"),
                row(
                        type,
                        automated
                                + "status: {sync: {status: Synced, comparedTo: {source: {repoURL: r, targetRevision: v1}}}, health: {status: Healthy}}}",
                        IN_PROGRESS,
                        "not compared"),
                row(
                        type,
                        automated + "status: {sync: {status: Synced, " + compared + "}, health: {status: Healthy}}}",
                        READY,
                        "Synced and Healthy"),
                row(
                        type,
                        automated + "status: {sync: {status: Synced, " + compared
                                + "}, health: {status: Progressing}}}",
                        IN_PROGRESS,
                        "Synced, but Progressing"),
                row(
                        type,
                        automated + "status: {sync: {status: Synced, " + compared
                                + "}, health: {status: Degraded, message: crash}}}",
                        IN_PROGRESS,
                        "Degraded: crash" + AGAIN),
                row(
                        type,
                        automated + "operation: {sync: {}}, status: {sync: {status: Synced, " + compared
                                + "}, health: {status: Healthy}}}",
                        IN_PROGRESS,
                        "being synced"),
                row(
                        type,
                        automated + "status: {sync: {status: OutOfSync, " + compared
                                + "}, operationState: {phase: Running, message: hooks}}}",
                        IN_PROGRESS,
                        "being synced: hooks"),
                row(
                        type,
                        automated + "status: {sync: {status: OutOfSync, " + compared
                                + "}, operationState: {phase: Failed, message: forbidden}}}",
                        IN_PROGRESS,
                        "its sync failed: forbidden" + AGAIN),
                row(
                        type,
                        automated + "status: {sync: {status: OutOfSync, " + compared + "}}}",
                        IN_PROGRESS,
                        "by itself"),
                row(type, "{spec: {}, status: {sync: {status: OutOfSync}}}", READY, "argoSync"));
    }

    private static List<Object[]> knative() {
        List<Object[]> rows = new ArrayList<>();
        for (String kind : List.of("Service", "Configuration", "Revision", "Route")) {
            String type = "serving.knative.dev/v1 " + kind;
            rows.add(row(type, "{}", IN_PROGRESS, "has not seen it"));
            rows.add(row(type, condition("Ready", "Unknown"), IN_PROGRESS, "not Ready: Why: because"));
            rows.add(row(type, condition("Ready", "False"), FAILED, "not Ready: Why: because"));
            rows.add(row(type, condition("Ready", "True"), READY, "Ready"));
            rows.add(row(type, old("Ready"), IN_PROGRESS, "not seen generation 2"));
        }
        return rows;
    }

    private static List<Object[]> secrets() {
        String sealed = "bitnami.com/v1alpha1 SealedSecret";
        String external = "external-secrets.io/v1 ExternalSecret";
        String store = "external-secrets.io/v1 SecretStore";
        String ready = "conditions: [{type: Ready, status: 'True'}]";
        return List.of(
                row(sealed, "{}", IN_PROGRESS, "not been unsealed"),
                row(sealed, condition("Synced", "False"), FAILED, "cannot be unsealed: because"),
                row(sealed, condition("Synced", "True"), READY, "unsealed"),
                row(sealed, old("Synced"), IN_PROGRESS, "not seen generation 2"),
                row(external, "{}", IN_PROGRESS, "has not said"),
                row(external, condition("Ready", "False"), IN_PROGRESS, "because" + AGAIN),
                row(external, condition("Ready", "True"), READY, "Ready"),
                row(external, G2 + "status: {syncedResourceVersion: 2-af0, " + ready + "}}", READY, "Ready"),
                row(
                        external,
                        G2 + "status: {syncedResourceVersion: 1-af0, " + ready + "}}",
                        IN_PROGRESS,
                        "generation 2"),
                row(store, "{}", IN_PROGRESS, "has not said"),
                row(store, condition("Ready", "False"), IN_PROGRESS, "because" + AGAIN),
                row(store, condition("Ready", "True"), READY, "Ready"),
                row("external-secrets.io/v1 ClusterSecretStore", "{}", IN_PROGRESS, "has not said"));
    }

    private static List<Object[]> certificates() {
        String certificate = "cert-manager.io/v1 Certificate";
        String request = "cert-manager.io/v1 CertificateRequest";
        String notReady = "{type: Ready, status: 'False', reason: DoesNotExist, message: no secret}";
        List<Object[]> rows = new ArrayList<>(List.of(
                row(certificate, "{}", IN_PROGRESS, "has not said"),
                row(certificate, conditions(notReady), IN_PROGRESS, "no secret"),
                row(
                        certificate,
                        conditions(notReady + ", {type: Issuing, status: 'True', message: asking}"),
                        IN_PROGRESS,
                        "being issued: asking"),
                row(
                        certificate,
                        conditions(notReady + ", {type: Issuing, status: 'False', reason: Failed, message: refused}"),
                        IN_PROGRESS,
                        "could not be issued: Failed: refused" + AGAIN),
                row(certificate, conditions("{type: Ready, status: 'True'}"), READY, "Ready"),
                row(
                        certificate,
                        conditions("{type: Ready, status: 'True'}, {type: Issuing, status: 'True', message: renewing}"),
                        IN_PROGRESS,
                        "renewing"),
                row(
                        certificate,
                        G2 + "status: {conditions: [{type: Ready, status: 'True', observedGeneration: 1}]}}",
                        IN_PROGRESS,
                        "generation 2"),
                row(request, conditions("{type: Ready, status: 'True'}"), READY, "Ready"),
                row(
                        request,
                        conditions("{type: Ready, status: 'False', reason: Pending, message: waiting}"),
                        IN_PROGRESS,
                        "waiting"),
                row(
                        request,
                        conditions("{type: Ready, status: 'False', reason: Failed, message: quota}"),
                        FAILED,
                        "quota"),
                row(
                        request,
                        conditions("{type: Ready, status: 'False', reason: Denied, message: policy}"),
                        FAILED,
                        "policy")));
        for (String kind : List.of("Issuer", "ClusterIssuer")) {
            rows.add(row("cert-manager.io/v1 " + kind, "{}", IN_PROGRESS, "has not said"));
            rows.add(row("cert-manager.io/v1 " + kind, condition("Ready", "False"), IN_PROGRESS, "because" + AGAIN));
            rows.add(row("cert-manager.io/v1 " + kind, condition("Ready", "True"), READY, "Ready"));
        }
        return rows;
    }

    private static List<Object[]> flux() {
        List<Object[]> rows = new ArrayList<>();
        for (String type : List.of(
                "kustomize.toolkit.fluxcd.io/v1 Kustomization",
                "helm.toolkit.fluxcd.io/v2 HelmRelease",
                "source.toolkit.fluxcd.io/v1 GitRepository",
                "source.toolkit.fluxcd.io/v1 HelmRepository",
                "source.toolkit.fluxcd.io/v1 HelmChart",
                "source.toolkit.fluxcd.io/v1 Bucket",
                "source.toolkit.fluxcd.io/v1 OCIRepository",
                "image.toolkit.fluxcd.io/v1 ImagePolicy",
                "notification.toolkit.fluxcd.io/v1 Receiver")) {
            rows.add(row(type, "{}", IN_PROGRESS, "has not seen it"));
            rows.add(row(type, old("Ready"), IN_PROGRESS, "not seen generation 2"));
            rows.add(row(type, condition("Ready", "True"), READY, "Ready"));
            rows.add(row(type, condition("Ready", "False"), IN_PROGRESS, "because"));
            rows.add(row(
                    type,
                    SEEN + ", conditions: [{type: Reconciling, status: 'True', message: fetching}]}}",
                    IN_PROGRESS,
                    "fetching"));
            rows.add(row(
                    type,
                    SEEN
                            + ", conditions: [{type: Ready, status: 'False'}, {type: Stalled, status: 'True', reason: RetriesExceeded, message: gave up}]}}",
                    FAILED,
                    "RetriesExceeded: gave up"));
            rows.add(row(type, "{spec: {suspend: true}}", READY, "suspended"));
        }
        rows.add(row("source.toolkit.fluxcd.io/v1 HelmRepository", "{spec: {type: oci}}", READY, "present"));
        rows.add(row("notification.toolkit.fluxcd.io/v1beta3 Alert", "{}", READY, "present"));
        rows.add(row("notification.toolkit.fluxcd.io/v1beta3 Provider", "{}", READY, "present"));
        return rows;
    }

    private static List<Object[]> gateways() {
        String gateway = "gateway.networking.k8s.io/v1 Gateway";
        String route = "gateway.networking.k8s.io/v1 HTTPRoute";
        String parents = "{metadata: {generation: 2}, spec: {parentRefs: [{name: edge}]}, status: {parents: [";
        String accepted = "{type: Accepted, status: 'True', observedGeneration: 2}";
        return List.of(
                row("gateway.networking.k8s.io/v1 GatewayClass", conditions(accepted), READY, "Accepted"),
                row(gateway, "{}", IN_PROGRESS, "has not said"),
                row(gateway, conditions(accepted), IN_PROGRESS, "Programmed yet"),
                row(gateway, condition("Accepted", "False"), IN_PROGRESS, "not Accepted: Why: because" + AGAIN),
                row(
                        gateway,
                        conditions(accepted + ", {type: Programmed, status: 'True', observedGeneration: 1}"),
                        IN_PROGRESS,
                        "generation 2"),
                row(
                        gateway,
                        conditions(accepted + ", {type: Programmed, status: 'True', observedGeneration: 2}"),
                        READY,
                        "Programmed"),
                row(route, "{spec: {parentRefs: [{name: edge}]}}", IN_PROGRESS, "0 of 1 Gateways"),
                row(
                        route,
                        parents + "{parentRef: {name: edge}, conditions: [" + accepted
                                + ", {type: ResolvedRefs, status: 'True', observedGeneration: 1}]}]}}",
                        IN_PROGRESS,
                        "Gateway edge has not looked at generation 2"),
                row(
                        route,
                        parents + "{parentRef: {name: edge}, conditions: [" + accepted
                                + ", {type: ResolvedRefs, status: 'False', reason: BackendNotFound}]}]}}",
                        IN_PROGRESS,
                        "not ResolvedRefs by Gateway edge: BackendNotFound" + AGAIN),
                row(
                        route,
                        parents + "{parentRef: {name: edge}, conditions: [" + accepted
                                + ", {type: ResolvedRefs, status: 'True', observedGeneration: 2}]}]}}",
                        READY,
                        "accepted by 1 Gateway"));
    }

    private static String condition(String type, String status) {
        return conditions("{type: " + type + ", status: '" + status + "', reason: Why, message: because}");
    }

    private static String conditions(String conditions) {
        return SEEN + ", conditions: [" + conditions + "]}}";
    }

    /** What was true of the generation before. */
    private static String old(String type) {
        return G2 + "status: {observedGeneration: 1, conditions: [{type: " + type + ", status: 'True'}]}}";
    }

    @Parameter(0)
    public String type;

    @Parameter(1)
    public String object;

    @Parameter(2)
    public State state;

    @Parameter(3)
    public String message;

    @Test
    public void isReadFromWhatItsControllerSays() {
        Readiness readiness = ReadinessRules.of(Rows.ref(type), Rows.data(object), 0, WaitOptions.NONE);
        assertThat(readiness.message(), readiness.state(), is(state));
        assertThat(readiness.message(), containsString(message.replace(AGAIN, "")));
        assertThat("may pass", readiness.isComplaint(), is(message.endsWith(AGAIN)));
    }
}
