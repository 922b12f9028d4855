package io.jenkins.plugins.deploymentsteps.core.inventory;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.RecordedLog;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;

/** Pruning and its inventory while a server fails in between. */
public class PruneSetTest {
    private static final ObjectRef WEB = new ObjectRef("apps/v1", "Deployment", "shop", "web");
    private static final ObjectRef SETTINGS = new ObjectRef("v1", "ConfigMap", "shop", "settings");
    private static final ObjectRef ACCOUNT = new ObjectRef("v1", "ServiceAccount", "shop", "account");
    private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

    private final ApplySet set = new ApplySet("shop", "shop");
    private final FakeSetCluster cluster = new FakeSetCluster();
    private final RecordedLog log = new RecordedLog();
    private final InventoryStore store = new InventoryStore(cluster, set);

    @Before
    public void deploy() throws Exception {
        for (ObjectRef ref : List.of(WEB, SETTINGS, ACCOUNT)) {
            cluster.add(set, ref);
        }
        store.begin(
                StoredInventory.NONE,
                "id",
                Origin.UNKNOWN,
                List.of(entry(WEB), entry(SETTINGS), entry(ACCOUNT)),
                false);
    }

    private static InventoryEntry entry(ObjectRef ref) {
        return new InventoryEntry(ref, "uid-of-" + ref.name());
    }

    private PruneSet pruning(ObjectRef... refs) {
        List<InventoryEntry> candidates =
                List.of(refs).stream().map(PruneSetTest::entry).toList();
        return new PruneSet(cluster, log, new PrunePlan(set, "id", candidates, List.of()));
    }

    private List<String> inventory() throws Exception {
        return store.read().inventory().entries().stream()
                .map(entry -> entry.ref().name())
                .toList();
    }

    @Test
    public void goesInTheReverseOrderOfTheApply() throws Exception {
        assertThat(pruning(ACCOUNT, SETTINGS, WEB).look(FAR), instanceOf(Progress.Done.class));
        assertThat(cluster.deleted, contains("web", "settings", "account"));
        assertThat(inventory(), is(empty()));
    }

    /** What an annotation has had applied last goes first, whatever its kind. */
    @Test
    public void wavesOfAnnotationsGoInReverseToo() throws Exception {
        annotate(ACCOUNT, "deployment-steps.jenkins.io/wave", "7");
        annotate(WEB, "argocd.argoproj.io/sync-wave", "-1");
        assertThat(pruning(ACCOUNT, SETTINGS, WEB).look(FAR), instanceOf(Progress.Done.class));
        assertThat(cluster.deleted, contains("account", "settings", "web"));
    }

    private void annotate(ObjectRef ref, String annotation, String value) {
        Map<String, Object> metadata = new LinkedHashMap<>(Fields.map(cluster.stored.get(ref), "metadata"));
        metadata.put("annotations", Map.of(annotation, value));
        cluster.stored.put(ref, Map.of("metadata", metadata));
    }

    @Test
    @Covers("R-17")
    public void aServerThatIsAwayForAWhileIsAskedAgain() throws Exception {
        PruneSet pruning = pruning(WEB);
        cluster.unreachable = new DeploymentException(Kind.UNAVAILABLE, "not now");
        assertThat(pruning.look(FAR), instanceOf(Progress.Running.class));
        cluster.unreachable = null;
        cluster.refusals.put(WEB, new DeploymentException(Kind.UNAVAILABLE, "nor now"));
        assertThat(pruning.look(FAR), instanceOf(Progress.Running.class));
        cluster.refusals.clear();
        assertThat(pruning.look(FAR), instanceOf(Progress.Done.class));
        assertThat(log.lines(), hasItem("WARNING: Cannot prune now, trying again: nor now"));
    }

    @Test
    public void aServerThatStaysAwayEndsAtTheDeadline() {
        cluster.unreachable = new DeploymentException(Kind.UNAVAILABLE, "not now");
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> pruning(WEB).look(Deadline.after(Duration.ZERO)));
        assertThat(e.kind(), is(Kind.UNAVAILABLE));
    }

    @Test
    @Covers({"R-11", "R-17"})
    public void whatMayNotBeDeletedKeepsWhatItNeedsAndStaysAMember() throws Exception {
        cluster.refusals.put(SETTINGS, new DeploymentException(Kind.FORBIDDEN, "you may not"));
        DeploymentException e = assertThrows(
                DeploymentException.class, () -> pruning(ACCOUNT, SETTINGS, WEB).look(FAR));
        assertThat(e.kind(), is(Kind.FORBIDDEN));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("1 of 3 objects could not be pruned"),
                        containsString("ConfigMap shop/settings: you may not")));
        assertThat(cluster.deleted, contains("web"));
        assertThat(cluster.stored, hasKey(ACCOUNT));
        assertThat(inventory(), contains("settings", "account"));
        PruneResult partial = (PruneResult) e.partialResult();
        assertThat(partial.summary(), is("1 pruned, 2 not pruned"));
    }

    /** the other one has found unchanged, and so not sent, what this one would go on to delete. */
    @Test
    @Covers("R-20")
    public void anotherDeploymentThatBeginsBetweenTwoLooksEndsThePruning() throws Exception {
        cluster.lingering.add(WEB);
        PruneSet pruning = pruning(WEB, SETTINGS);
        assertThat(pruning.look(FAR), instanceOf(Progress.Running.class));
        cluster.stored.remove(WEB);
        store.begin(store.read(), "other", Origin.UNKNOWN, List.of(new InventoryEntry(SETTINGS, null)), false);
        DeploymentException e = assertThrows(DeploymentException.class, () -> pruning.look(FAR));
        assertThat(e.kind(), is(Kind.CONFLICT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("Another deployment of the set 'shop'"),
                        containsString("Pruned was by then: Deployment shop/web. Everything else was applied")));
        assertThat(cluster.deleted, contains("web"));
        assertThat(cluster.stored, hasKey(SETTINGS));
        assertThat(((PruneResult) e.partialResult()).summary(), is("1 pruned"));
    }

    @Test
    @Covers("R-20")
    public void whatAnotherDeploymentMadeAnewStaysInTheInventory() throws Exception {
        InventoryEntry anew = new InventoryEntry(WEB, "uid-of-another-web");
        cluster.others = () -> {
            cluster.others = () -> {};
            try {
                store.update(store.read(), inventory -> inventory.with(List.of(anew)));
            } catch (DeploymentException | InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        StoredInventory stored =
                store.update(store.read(), inventory -> inventory.without(List.of(entry(WEB), entry(SETTINGS))));
        assertThat(stored.inventory().entries(), is(List.of(entry(ACCOUNT), anew)));
    }

    /** It has begun with what this one has just deleted, and will make that anew. */
    @Test
    @Covers("R-20")
    public void theInventoryOfADeploymentThatHasBegunIsLeftToIt() throws Exception {
        cluster.others = () -> {
            cluster.others = () -> {};
            try {
                store.begin(store.read(), "other", Origin.UNKNOWN, List.of(new InventoryEntry(WEB, null)), false);
            } catch (DeploymentException | InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        assertThat(pruning(WEB).look(FAR), instanceOf(Progress.Done.class));
        assertThat(inventory(), contains("settings", "account", "web"));
    }

    @Test
    @Covers("R-17")
    public void aDeletionThatHasBegunIsNotSaidToBeUntriedBesideARefusal() throws Exception {
        ObjectRef api = new ObjectRef("apps/v1", "Deployment", "shop", "api");
        cluster.add(set, api);
        cluster.lingering.add(WEB);
        cluster.refusals.put(api, new DeploymentException(Kind.FORBIDDEN, "you may not"));
        DeploymentException e = assertThrows(
                DeploymentException.class, () -> pruning(WEB, api, SETTINGS).look(FAR));
        assertThat(e.kind(), is(Kind.FORBIDDEN));
        PruneResult partial = (PruneResult) e.partialResult();
        assertThat(
                partial.objects().stream().map(PrunedObject::line).toList(),
                containsInAnyOrder(
                        "Deployment shop/api failed: you may not",
                        "Deployment shop/web failed: its deletion has begun and waits for its finalizers:"
                                + " example.org/slow",
                        "ConfigMap shop/settings failed: not tried after a failure before it"));
    }

    /** what others write between our reading and our writing is not lost. */
    @Test
    @Covers("R-20")
    public void aWriteOfOthersInBetweenIsKept() throws Exception {
        InventoryEntry theirs = entry(new ObjectRef("v1", "Secret", "shop", "theirs"));
        cluster.others = () -> {
            cluster.others = () -> {};
            try {
                store.update(store.read(), inventory -> inventory.with(List.of(theirs)));
            } catch (DeploymentException | InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        store.update(store.read(), inventory -> inventory.without(List.of(entry(WEB))));
        assertThat(inventory(), contains("settings", "theirs", "account"));
    }

    @Test
    public void aWriteWhoseAnswerWasLostIsNotDoneTwice() throws Exception {
        cluster.losesAnswers = true;
        StoredInventory stored = store.update(store.read(), inventory -> inventory.without(List.of(entry(WEB))));
        assertThat(stored.inventory().entries(), is(List.of(entry(SETTINGS), entry(ACCOUNT))));
    }

    @Test
    @Covers("R-20")
    public void anInventoryThatOthersChangeAllTheTimeEndsTheDeployment() {
        cluster.others = () -> cluster.stored.merge(set.inventory(), Map.of(), (old, nothing) -> {
            var changed = new LinkedHashMap<>(old);
            var metadata = new LinkedHashMap<Object, Object>((Map<?, ?>) old.get("metadata"));
            metadata.put("resourceVersion", "x" + System.nanoTime());
            changed.put("metadata", metadata);
            return changed;
        });
        DeploymentException e = assertThrows(
                DeploymentException.class,
                () -> store.update(store.read(), inventory -> inventory.without(List.of(entry(WEB)))));
        assertThat(e.kind(), is(Kind.UNAVAILABLE));
        assertThat(e.getMessage(), containsString("Let fewer builds deploy the set at once"));
    }
}
