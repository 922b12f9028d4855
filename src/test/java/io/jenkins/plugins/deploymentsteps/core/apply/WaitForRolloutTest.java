package io.jenkins.plugins.deploymentsteps.core.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlDocuments;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

public class WaitForRolloutTest {
    private static final ObjectRef WEB = new ObjectRef("apps/v1", "Deployment", "shop", "web");
    private static final String UNREADY =
            "{kind: Deployment, metadata: {uid: d}, spec: {selector: {matchLabels: {app: web}}}, status: {observedGeneration: 1}}";
    private static final String READY =
            "{kind: Deployment, metadata: {uid: d}, status: {observedGeneration: 1, replicas: 1,"
                    + " updatedReplicas: 1, availableReplicas: 1}}";
    private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

    private final FakeCluster cluster = new FakeCluster();
    private final RecordedLog log = new RecordedLog();
    private final AtomicLong nanos = new AtomicLong();
    private final WaitForRollout wait = new WaitForRollout(cluster, log, ToldRollouts.NOTHING, nanos::get);
    private final List<WaitTarget> targets = List.of(new WaitTarget(WEB, "d", 1));

    @Test
    public void isDoneWhenAllAreReady() throws Exception {
        cluster.stored.put(WEB, data(UNREADY));
        assertThat(wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
        cluster.stored.put(WEB, data(READY));
        assertThat(wait.look(targets, LATER), is(instanceOf(Progress.Done.class)));
        assertThat(log.lines(), hasItem("Rollout complete: 1 of 1 object ready"));
    }

    @Test
    @Covers("R-44")
    public void aLookThatSeesNothingNewPrintsNothing() throws Exception {
        cluster.stored.put(WEB, data(UNREADY));
        wait.look(targets, LATER);
        int lines = log.lines().size();
        for (int i = 0; i < 20; i++) {
            wait.look(targets, LATER);
        }
        assertThat(log.lines().size(), is(lines));
    }

    @Test
    @Covers("R-44")
    public void aMessageThatChangesAllTheTimeIsHeldBack() throws Exception {
        for (int i = 0; i < 100; i++) {
            cluster.stored.put(
                    WEB,
                    data(UNREADY.replace("observedGeneration: 1", "observedGeneration: 1, replicas: " + i)
                            .replace("spec: {", "spec: {replicas: 300, ")));
            wait.look(targets, LATER);
            nanos.addAndGet(Duration.ofMillis(100).toNanos());
        }
        assertThat(log.lines().size(), is(lessThanOrEqualTo(4)));
    }

    @Test
    @Covers({"R-44", "R-39"})
    public void whatTheLogSaidBeforeARestartIsNotSaidAgain() throws Exception {
        ObjectRef api = new ObjectRef("apps/v1", "Deployment", "shop", "api");
        List<WaitTarget> both = List.of(new WaitTarget(WEB, "d", 1), new WaitTarget(api, "d", 1));
        cluster.stored.put(WEB, data(READY));
        cluster.stored.put(api, data(UNREADY));
        wait.look(both, LATER);
        int lines = log.lines().size();
        assertThat(lines, is(2));

        WaitForRollout after = new WaitForRollout(cluster, log, restarted(wait.told()));
        after.look(both, LATER);
        assertThat("nothing is new", log.lines().size(), is(lines));
        cluster.stored.put(api, data(READY));
        after.look(both, LATER);
        assertThat(
                log.lines().subList(lines, log.lines().size()),
                contains(startsWith("Deployment shop/api is ready"), is("Rollout complete: 2 of 2 objects ready")));
    }

    private static ToldRollouts restarted(ToldRollouts told) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(told);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (ToldRollouts) in.readObject();
        }
    }

    @Test
    @Covers("R-44")
    public void aServerThatIsAwayIsToldOnce() throws Exception {
        cluster.unreachable = new DeploymentException(Kind.UNAVAILABLE, "cannot be reached");
        for (int i = 0; i < 10; i++) {
            wait.look(targets, LATER);
        }
        assertThat(log.lines().size(), is(1));
        cluster.unreachable = null;
        cluster.stored.put(WEB, data(UNREADY));
        wait.look(targets, LATER);
        cluster.unreachable = new DeploymentException(Kind.UNAVAILABLE, "cannot be reached");
        wait.look(targets, LATER);
        assertThat("a second outage is news", log.lines().size(), is(3));
    }

    @Test
    @Covers("R-44")
    public void manyUnreadyObjectsDoNotFloodTheLog() {
        List<WaitTarget> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            ObjectRef ref = new ObjectRef("apps/v1", "Deployment", "shop", "web-" + i);
            cluster.stored.put(ref, data(UNREADY));
            many.add(new WaitTarget(ref, "d", 1));
        }
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> wait.look(many, Deadline.after(Duration.ZERO)));
        assertThat(log.lines().size(), is(lessThan(40)));
        assertThat(e.getMessage().lines().count(), is(lessThan(60L)));
        assertThat(e.getMessage(), containsString("10000 of 10000 objects are not ready"));
        assertThat(e.getMessage(), containsString("and 9950 more"));
    }

    @Test
    @Covers("R-15")
    public void onlyPodsOfTheCurrentRevisionCount() throws Exception {
        cluster.stored.put(WEB, data(UNREADY));
        replicaSet("old", 1);
        replicaSet("new", 2);
        pod("old", "{waiting: {reason: ImagePullBackOff, message: not found}}", 0);
        assertThat(wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
        pod("new", "{waiting: {reason: ImagePullBackOff, message: 'manifest unknown'}}", 0);
        DeploymentException e = assertThrows(DeploymentException.class, () -> wait.look(targets, LATER));
        assertThat(e.kind(), is(Kind.NOT_READY));
        assertThat(
                e.getMessage(),
                containsString("Pod shop/pod-of-new, container app: ImagePullBackOff: manifest unknown"));
    }

    @Test
    @Covers("R-15")
    public void aRestartThatRecoversIsNoFailureAndACrashLoopIs() throws Exception {
        cluster.stored.put(WEB, data(UNREADY));
        replicaSet("new", 1);
        String crash = "{waiting: {reason: CrashLoopBackOff, message: back-off}}";
        for (int restarts = 1; restarts < 3; restarts++) {
            cluster.listed.removeIf(object -> "Pod".equals(object.get("kind")));
            pod("new", crash, restarts);
            assertThat(wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
        }
        cluster.listed.removeIf(object -> "Pod".equals(object.get("kind")));
        pod("new", "{running: {}}", 2);
        assertThat(wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
        cluster.listed.removeIf(object -> "Pod".equals(object.get("kind")));
        pod("new", crash, 3);
        DeploymentException e = assertThrows(DeploymentException.class, () -> wait.look(targets, LATER));
        assertThat(
                e.getMessage(),
                allOf(containsString("CrashLoopBackOff after 3 restarts"), containsString("exit code 7 (Error)")));
        assertThat(log.lines(), hasItem("WARNING:   | last words of app"));
    }

    @Test
    @Covers("R-15")
    public void anOldCrashLoopWhoseCauseWasMendedGetsAnotherStart() throws Exception {
        cluster.stored.put(WEB, data(UNREADY));
        replicaSet("new", 1);
        pod("new", "{waiting: {reason: CrashLoopBackOff}}", 9);
        for (int i = 0; i < 3; i++) {
            assertThat(wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
        }
        cluster.listed.removeIf(object -> "Pod".equals(object.get("kind")));
        pod("new", "{waiting: {reason: CrashLoopBackOff}}", 10);
        assertThrows(DeploymentException.class, () -> wait.look(targets, LATER));
    }

    @Test
    @Covers("R-15")
    public void whatIsMissingMayComeWithinMoments() throws Exception {
        cluster.stored.put(WEB, data(UNREADY));
        replicaSet("new", 1);
        pod("new", "{waiting: {reason: CreateContainerConfigError, message: 'secret \"login\" not found'}}", 0);
        assertThat(wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
        nanos.incrementAndGet();
        DeploymentException e = assertThrows(DeploymentException.class, () -> wait.look(targets, LATER));
        assertThat(e.getMessage(), containsString("secret \"login\" not found"));
    }

    @Test
    @Covers("R-15")
    public void aPullThatFailsAndIsPutOffInTurnsIsOneTrouble() throws Exception {
        cluster.stored.put(WEB, data(UNREADY));
        replicaSet("new", 1);
        for (String reason : List.of("ErrImagePull", "ImagePullBackOff")) {
            cluster.listed.removeIf(object -> "Pod".equals(object.get("kind")));
            pod("new", "{waiting: {reason: " + reason + ", message: i/o timeout}}", 0);
            assertThat(reason, wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        }
        assertThrows(DeploymentException.class, () -> wait.look(targets, LATER));
    }

    @Test
    @Covers("R-15")
    public void whatHasPassedAndComesAgainGetsItsTimeAnew() throws Exception {
        String missing = "{waiting: {reason: CreateContainerConfigError, message: 'secret \"login\" not found'}}";
        cluster.stored.put(WEB, data(UNREADY));
        replicaSet("new", 1);
        for (String state : List.of(missing, "{running: {}}", missing)) {
            cluster.listed.removeIf(object -> "Pod".equals(object.get("kind")));
            pod("new", state, 0);
            assertThat(state, wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
            nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        }
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThrows(DeploymentException.class, () -> wait.look(targets, LATER));
    }

    @Test
    @Covers("R-15")
    public void aJobThatItsTimeToLiveDeletedIsKnownByItsEvent() throws Exception {
        ObjectRef job = new ObjectRef("batch/v1", "Job", "shop", "migrate");
        List<WaitTarget> target = List.of(new WaitTarget(job, "j", 1));
        assertThrows(DeploymentException.class, () -> wait.look(target, LATER));
        cluster.events.put(job, List.of(Map.of("reason", "Completed")));
        assertThat(
                new WaitForRollout(cluster, log, ToldRollouts.NOTHING).look(target, LATER),
                is(instanceOf(Progress.Done.class)));
    }

    @Test
    @Covers("R-15")
    public void aClaimThatWaitsForItsFirstConsumerIsNoObstacle() throws Exception {
        ObjectRef claim = new ObjectRef("v1", "PersistentVolumeClaim", "shop", "disk");
        cluster.stored.put(claim, data("{metadata: {uid: c}, status: {phase: Pending}}"));
        List<WaitTarget> target = List.of(new WaitTarget(claim, "c", 0));
        assertThat(wait.look(target, LATER), is(instanceOf(Progress.Running.class)));
        cluster.events.put(claim, List.of(Map.of("reason", "WaitForFirstConsumer")));
        assertThat(wait.look(target, LATER), is(instanceOf(Progress.Done.class)));
    }

    @Test
    @Covers("R-16")
    public void theDeadlineNamesEachUnreadyObjectAndItsLastEvents() {
        cluster.stored.put(WEB, data(UNREADY));
        cluster.events.put(WEB, List.of(Map.of("reason", "FailedCreate", "message", "exceeded quota")));
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> wait.look(targets, Deadline.after(Duration.ZERO)));
        assertThat(e.kind(), is(Kind.TIMEOUT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("1 of 1 object is not ready"),
                        containsString("- Deployment shop/web (in progress): 0 of 1 replicas are updated")));
        assertThat(log.toString(), containsString("event of Deployment shop/web: FailedCreate: exceeded quota"));
        assertThat(((RolloutResult) e.partialResult()).summary(), is("0 of 1 object ready"));
    }

    @Test
    @Covers("R-07")
    public void aServerThatIsAwayForAWhileDoesNotEndTheWait() throws Exception {
        cluster.unreachable = new DeploymentException(Kind.UNAVAILABLE, "cannot be reached");
        assertThat(wait.look(targets, LATER), is(instanceOf(Progress.Running.class)));
        assertThrows(DeploymentException.class, () -> wait.look(targets, Deadline.after(Duration.ZERO)));
        cluster.unreachable = new DeploymentException(Kind.UNAUTHORIZED, "expired");
        DeploymentException e = assertThrows(DeploymentException.class, () -> wait.look(targets, LATER));
        assertThat(e.kind(), is(Kind.UNAUTHORIZED));
    }

    @Test
    public void whatWasReadyMustStillBeReadyInTheEnd() throws Exception {
        ObjectRef other = new ObjectRef("apps/v1", "Deployment", "shop", "api");
        List<WaitTarget> both = List.of(new WaitTarget(WEB, "d", 1), new WaitTarget(other, "d", 1));
        cluster.stored.put(WEB, data(READY));
        cluster.stored.put(other, data(UNREADY));
        assertThat(wait.look(both, LATER), is(instanceOf(Progress.Running.class)));
        cluster.stored.put(WEB, data(UNREADY));
        cluster.stored.put(other, data(READY));
        assertThat(wait.look(both, LATER), is(instanceOf(Progress.Running.class)));
        cluster.stored.put(WEB, data(READY));
        assertThat(wait.look(both, LATER), is(instanceOf(Progress.Done.class)));
    }

    @Test
    public void whatIsReadyByExistenceIsNotAskedFor() throws Exception {
        assertThat(
                wait.look(List.of(new WaitTarget(new ObjectRef("v1", "Secret", "shop", "x"), "s", 0)), LATER),
                is(instanceOf(Progress.Done.class)));
        assertThat(cluster.calls, not(hasItem("read 1")));
    }

    private void replicaSet(String name, int revision) {
        cluster.listed.add(data(
                "{kind: ReplicaSet, metadata: {name: %s, uid: %s, annotations: {deployment.kubernetes.io/revision: '%d'}, ownerReferences: [{uid: d}]}}"
                        .formatted(name, name, revision)));
    }

    private void pod(String replicaSet, String state, int restarts) {
        cluster.listed.add(data(
                "{kind: Pod, metadata: {name: pod-of-%1$s, namespace: shop, uid: p-%1$s, ownerReferences: [{uid: %1$s}]}, status: {containerStatuses: [{name: app, restartCount: %3$d, state: %2$s, lastState: %4$s}]}}"
                        .formatted(
                                replicaSet,
                                state,
                                restarts,
                                restarts == 0 ? "{}" : "{terminated: {exitCode: 7, reason: Error}}")));
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
