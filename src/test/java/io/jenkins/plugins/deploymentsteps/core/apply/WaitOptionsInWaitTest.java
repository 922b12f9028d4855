package io.jenkins.plugins.deploymentsteps.core.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlDocuments;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

/** What a wait does with rules, limits and parts that were asked for, and what it proves of images. */
public class WaitOptionsInWaitTest {
    private static final ObjectRef WIDGET = new ObjectRef("example.org/v1", "Widget", "shop", "w");
    private static final ObjectRef WEB = new ObjectRef("apps/v1", "Deployment", "shop", "web");
    private static final ObjectRef JOB = new ObjectRef("batch/v1", "Job", "shop", "migrate");
    private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);

    private final FakeCluster cluster = new FakeCluster();
    private final RecordedLog log = new RecordedLog();
    private final AtomicLong now = new AtomicLong();
    private final WaitForRollout wait = new WaitForRollout(cluster, log, ToldRollouts.NOTHING, now::get);

    @Test
    public void anObjectOfAnUnknownKindGetsAMomentForItsFirstStatus() throws Exception {
        cluster.stored.put(WIDGET, data("{metadata: {uid: w}}"));
        Progress<RolloutResult> first = look(WIDGET, WaitOptions.NONE);
        assertThat(first, is(instanceOf(Progress.Running.class)));
        assertThat(
                "looks again when the moment is over",
                ((Progress.Running<RolloutResult>) first).retryAfter(),
                is(lessThan(Duration.ofMillis(3100))));
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(look(WIDGET, WaitOptions.NONE), is(instanceOf(Progress.Done.class)));
        cluster.stored.put(
                WIDGET, data("{metadata: {uid: w}, status: {conditions: [{type: Ready, status: 'False'}]}}"));
        assertThat(
                new WaitForRollout(cluster, log, ToldRollouts.NOTHING, now::get)
                        .look(List.of(target(WIDGET, WaitOptions.NONE)), LATER),
                is(instanceOf(Progress.Running.class)));
    }

    @Test
    public void aComplaintThatLastsIsAFailureAndOneThatPassesIsNone() throws Exception {
        ObjectRef secret = new ObjectRef("external-secrets.io/v1", "ExternalSecret", "shop", "s");
        String failing =
                "{metadata: {uid: w}, status: {conditions: [{type: Ready, status: 'False', message: no such key}]}}";
        cluster.stored.put(secret, data(failing));
        look(secret, WaitOptions.NONE);
        now.addAndGet(Duration.ofSeconds(29).toNanos());
        look(secret, WaitOptions.NONE);
        cluster.stored.put(
                secret, data("{metadata: {uid: w}, status: {conditions: [{type: Ready, status: Unknown}]}}"));
        now.addAndGet(Duration.ofSeconds(29).toNanos());
        look(secret, WaitOptions.NONE);
        cluster.stored.put(secret, data(failing));
        look(secret, WaitOptions.NONE);
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        DeploymentException e = assertThrows(DeploymentException.class, () -> look(secret, WaitOptions.NONE));
        assertThat(e.kind(), is(Kind.NOT_READY));
        assertThat(e.getMessage(), containsString("ExternalSecret shop/s: not Ready: no such key"));
    }

    @Test
    public void anObjectThatIsAwaitedToGoIsReadyWhenItIsGone() throws Exception {
        WaitOptions delete = new WaitOptions("delete", null, null, null);
        cluster.stored.put(WIDGET, data("{metadata: {uid: w}}"));
        assertThat(look(WIDGET, delete), is(instanceOf(Progress.Running.class)));
        cluster.stored.clear();
        assertThat(look(WIDGET, delete), is(instanceOf(Progress.Done.class)));
    }

    @Test
    public void aRuleIsHeldAlsoForWhatIsUsuallyReadyByExistence() throws Exception {
        ObjectRef settings = new ObjectRef("v1", "ConfigMap", "shop", "settings");
        WaitOptions filled = new WaitOptions("jsonpath={.data.ca}", null, null, null);
        cluster.stored.put(settings, data("{metadata: {uid: w}}"));
        assertThat(look(settings, filled), is(instanceOf(Progress.Running.class)));
        cluster.stored.put(settings, data("{metadata: {uid: w}, data: {ca: x}}"));
        assertThat(look(settings, filled), is(instanceOf(Progress.Done.class)));
    }

    @Test
    public void theFirstRuleOfAStepThatFitsIsUsed() throws Exception {
        List<WaitTarget> targets = WaitTarget.withRules(
                List.of(target(WIDGET, WaitOptions.NONE), target(WEB, WaitOptions.NONE)),
                List.of(ReadyRule.of("Widget", null, "Linked", null, null, null)));
        assertThat(targets.get(0).options().waitFor(), is("condition=Linked=True"));
        assertThat(targets.get(1).options(), is(WaitOptions.NONE));
    }

    @Test
    @Covers("R-16")
    public void anObjectsOwnTimeEndsTheWaitBeforeTheDeadlineOfAll() {
        cluster.stored.put(WIDGET, data("{metadata: {uid: w}}"));
        cluster.stored.put(WEB, data("{metadata: {uid: w}, status: {observedGeneration: 1}}"));
        WaitTarget overdue = new WaitTarget(
                WIDGET, "w", 0, new WaitOptions("condition=Ready", null, "5m", null), Deadline.after(Duration.ZERO));
        DeploymentException e = assertThrows(
                DeploymentException.class, () -> wait.look(List.of(target(WEB, WaitOptions.NONE), overdue), LATER));
        assertThat(e.kind(), is(Kind.TIMEOUT));
        assertThat(
                e.getMessage(),
                containsString("Widget shop/w: not ready within its own timeout of 5m: it has no condition Ready yet"));
    }

    @Test
    public void theOwnTimeRunsFromTheBeginningOfTheWait() {
        List<WaitTarget> begun = WaitTarget.begin(List.of(target(WIDGET, new WaitOptions(null, null, "5m", null))));
        Deadline deadline = begun.get(0).deadline();
        assertThat(deadline != null && deadline.remaining().toSeconds() > 290, is(true));
        assertThat(
                WaitTarget.begin(List.of(target(WEB, WaitOptions.NONE))).get(0).deadline() == null, is(true));
    }

    @Test
    public void brokenPodsFailAPartialRolloutOnlyWhenItCannotDoWithoutThem() throws Exception {
        cluster.stored.put(
                WEB,
                data("{kind: Deployment, metadata: {uid: w}, spec: {replicas: 3, selector: {matchLabels: {app: web}}},"
                        + " status: {observedGeneration: 1, replicas: 3, updatedReplicas: 3}}"));
        cluster.listed.add(
                data(
                        "{kind: ReplicaSet, metadata: {name: web-1, uid: rs, annotations: {deployment.kubernetes.io/revision: '1'}, ownerReferences: [{uid: w}]}}"));
        WaitOptions two = new WaitOptions(null, null, null, "60%");
        brokenPod("p1");
        assertThat(look(WEB, two), is(instanceOf(Progress.Running.class)));
        brokenPod("p2");
        DeploymentException e = assertThrows(DeploymentException.class, () -> look(WEB, two));
        assertThat(e.getMessage(), containsString("InvalidImageName"));
    }

    private void brokenPod(String name) {
        cluster.listed.add(data(
                "{kind: Pod, metadata: {name: %s, namespace: shop, uid: %s, ownerReferences: [{uid: rs}]}, status: {containerStatuses: [{name: app, state: {waiting: {reason: InvalidImageName}}}]}}"
                        .formatted(name, name)));
    }

    @Test
    public void aFailedJobTellsTheLastWordsOfItsPod() {
        cluster.stored.put(
                JOB,
                data("{metadata: {uid: w}, spec: {selector: {matchLabels: {job: m}}}, status: {conditions:"
                        + " [{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: too many}]}}"));
        cluster.listed.add(
                data(
                        "{kind: Pod, metadata: {name: m-1, namespace: shop, uid: p, ownerReferences: [{uid: w}]}, status: {phase: Failed, containerStatuses: [{name: app, state: {terminated: {exitCode: 3, reason: Error}}}]}}"));
        DeploymentException e = assertThrows(DeploymentException.class, () -> look(JOB, WaitOptions.NONE));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("the Job failed: BackoffLimitExceeded: too many"),
                        containsString("Pod shop/m-1, container app: Terminated: exit code 3 (Error)")));
        assertThat(log.lines(), hasItem("WARNING:   | last words of app"));
    }

    @Test
    public void theDigestsThatRunAreTold() throws Exception {
        RolloutResult result = images("registry.example/web:1", "registry.example/web@" + A);
        assertThat(result.digests(), is(Map.of("registry.example/web:1", List.of(A))));
    }

    @Test
    public void aPodThatRunsTheDigestOfItsManifestIsProof() throws Exception {
        RolloutResult result = images("registry.example/web:1@" + A, "docker-pullable://registry.example/web@" + A);
        assertThat(result.digests(), is(Map.of("registry.example/web:1@" + A, List.of(A))));
    }

    @Test
    public void aPodThatAsksForAnotherDigestThanItsManifestPinsIsAFailure() {
        DeploymentException e = assertThrows(
                DeploymentException.class,
                () -> imagesOfWorkload("registry.example/web@" + A, "registry.example/web@" + B));
        assertThat(e.kind(), is(Kind.NOT_READY));
        assertThat(
                e.getMessage(),
                containsString("ReplicaSet shop/web: container app of Pod shop/web asks for registry.example/web@" + B
                        + ", but its manifest for registry.example/web@" + A));
        e = assertThrows(
                DeploymentException.class,
                () -> imagesOfWorkload("registry.example/web@" + A, "registry.example/web:latest"));
        assertThat(e.getMessage(), containsString("asks for registry.example/web:latest"));
    }

    @Test
    public void aPodWhoseImageComesFromAMirrorByTheSameDigestIsNone() throws Exception {
        imagesOfWorkload("registry.example/web:1@" + A, "mirror.example/web@" + A);
        imagesOfWorkload("registry.example/web:1", "registry.example/web@" + B);
    }

    /** containerd and CRI-O report one of all the digests under which the same content was pulled. */
    @Test
    public void aNodeThatNamesTheSameContentByAnotherDigestIsNoFailure() throws Exception {
        RolloutResult result = images("registry.example/web@" + A, "registry.example/other@" + B);
        assertThat(result.digests(), is(Map.of()));
        assertThat(
                log.toString(),
                containsString("Not every node said that it runs registry.example/web@" + A + " by that digest"));
    }

    @Test
    public void anImageWithoutARegistryProvesNothing() throws Exception {
        RolloutResult result = images("registry.example/web@" + A, B);
        assertThat(result.digests(), is(Map.of()));
        assertThat(log.toString(), containsString("Not every node said that it runs registry.example/web@" + A));
    }

    @Test
    public void aTagThatWasMovedBetweenTwoPullsIsTold() throws Exception {
        ObjectRef other = new ObjectRef("v1", "Pod", "shop", "other");
        cluster.stored.put(other, pod("other", "web:1", "registry.example/web@" + B));
        ObjectRef first = new ObjectRef("v1", "Pod", "shop", "web");
        cluster.stored.put(first, pod("web", "web:1", "registry.example/web@" + A));
        wait.look(List.of(target(first, WaitOptions.NONE), target(other, WaitOptions.NONE)), LATER);
        assertThat(log.toString(), containsString("WARNING: Pods run different images as web:1: " + A + ", " + B));
    }

    private RolloutResult images(String wanted, String running) throws Exception {
        ObjectRef ref = new ObjectRef("v1", "Pod", "shop", "web");
        cluster.stored.put(ref, pod("web", wanted, running));
        return ((Progress.Done<RolloutResult>) look(ref, WaitOptions.NONE)).result();
    }

    /** Awaits a workload whose pod asks for another image than the workload does. */
    private void imagesOfWorkload(String wanted, String asked) throws Exception {
        ObjectRef ref = new ObjectRef("apps/v1", "ReplicaSet", "shop", "web");
        cluster.stored.put(
                ref,
                data(
                        "{kind: ReplicaSet, metadata: {name: web, uid: w}, spec: {replicas: 1, selector: {matchLabels: {app: web}}, template: {spec: {containers: [{name: app, image: '%s'}]}}}, status: {observedGeneration: 1, replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 1, availableReplicas: 1}}"
                                .formatted(wanted)));
        Map<String, Object> pod = new LinkedHashMap<>(pod("web", asked, "registry.example/web@" + B));
        pod.put("kind", "Pod");
        pod.put("metadata", data("{name: web, namespace: shop, uid: p, ownerReferences: [{uid: w}]}"));
        cluster.listed.clear();
        cluster.listed.add(pod);
        assertThat(look(ref, WaitOptions.NONE), is(instanceOf(Progress.Done.class)));
    }

    private static Map<String, Object> pod(String name, String wanted, String running) {
        return data(
                "{metadata: {name: %s, namespace: shop, uid: w}, spec: {containers: [{name: app, image: '%s'}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: app, imageID: '%s'}]}}"
                        .formatted(name, wanted, running));
    }

    private Progress<RolloutResult> look(ObjectRef ref, WaitOptions options)
            throws DeploymentException, InterruptedException {
        return wait.look(List.of(target(ref, options)), LATER);
    }

    private static WaitTarget target(ObjectRef ref, WaitOptions options) {
        return new WaitTarget(ref, "w", 0, options);
    }

    private static Map<String, Object> data(String yaml) {
        try {
            return Fields.map(YamlDocuments.toData(
                    "test",
                    YamlDocuments.compose("test", yaml, YamlLimits.DEFAULT).get(0)));
        } catch (DeploymentException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
