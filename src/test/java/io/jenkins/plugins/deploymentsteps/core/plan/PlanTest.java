package io.jenkins.plugins.deploymentsteps.core.plan;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.diff.FieldChange;
import io.jenkins.plugins.deploymentsteps.core.diff.Fingerprints;
import io.jenkins.plugins.deploymentsteps.core.diff.ObjectDiff;
import io.jenkins.plugins.deploymentsteps.core.diff.ObjectDiff.Action;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.InventoryEntry;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Test;

/** What of a cluster's moves a plan bears, and that it is read as it was written. */
public class PlanTest {
    private static final ObjectRef WEB = new ObjectRef("apps/v1", "Deployment", "shop", "web");
    private static final Fingerprints KEY = Fingerprints.fresh();

    private static ObjectDiff changed(String from, String to) {
        return new ObjectDiff(
                WEB,
                Action.CHANGED,
                List.of(new FieldChange("spec.replicas", FieldChange.Kind.CHANGED, from, to)),
                0,
                null,
                KEY.of(from + to));
    }

    private static ObjectDiff is(Action action) {
        return new ObjectDiff(WEB, action, List.of(), 0, null, KEY.of(action.name()));
    }

    private static SetDiff diff(ObjectDiff object, InventoryEntry... pruned) {
        return new SetDiff(
                "https://kubernetes.example",
                List.of(),
                List.of(object),
                new PrunePlan(new ApplySet("shop", "shop"), "id", List.of(pruned), List.of()),
                "digest");
    }

    private static SetContent content() {
        Manifest web = new Manifest(
                WEB,
                Map.of(
                        "apiVersion",
                        "apps/v1",
                        "kind",
                        "Deployment",
                        "metadata",
                        Map.of("name", "web", "namespace", "shop")),
                new Manifest.Origin("web.yaml", 2, 17));
        return new SetContent(
                "https://kubernetes.example",
                "uid",
                "shop",
                "the shop",
                ConflictPolicy.TAKE,
                List.of(web),
                List.of(new ReadyRule("Widget", null, "condition=Ready", null)));
    }

    private static InventoryEntry old(String uid) {
        return new InventoryEntry(new ObjectRef("v1", "ConfigMap", "shop", "old"), uid);
    }

    private static Plan plan(ObjectDiff object, InventoryEntry... pruned) {
        return Plan.of(content(), 10, diff(object, pruned), KEY);
    }

    private static String moved(Plan plan, SetDiff now) {
        return assertThrows(DeploymentException.class, () -> PlanCheck.check(plan, now))
                .getMessage();
    }

    @Test
    public void itIsReadAsItWasWritten() throws Exception {
        Plan plan = plan(changed("1", "3"), old("u1"));
        assertThat(Plan.of(plan.toFields()), is(plan));
        DeploymentException e = assertThrows(DeploymentException.class, () -> Plan.of(Map.of("key", "a")));
        assertThat(e.getMessage(), is("'server' is missing"));
    }

    @Test
    public void whatIsStillTheSameMayBeApplied() throws Exception {
        PlanCheck.check(plan(changed("1", "3"), old("u1")), diff(changed("1", "3"), old("u1")));
    }

    @Test
    public void whatMovedIsNamed() {
        String message = moved(plan(changed("1", "3")), diff(changed("2", "3")));
        assertThat(
                message,
                allOf(
                        containsString(
                                "plan: the cluster https://kubernetes.example moved since it was made; nothing was changed:"),
                        containsString(
                                "- Deployment shop/web: planned ~ spec.replicas: 1 → 3; now ~ spec.replicas: 2 → 3"),
                        containsString("Run kubeDiff again")));
        assertThat(
                moved(plan(changed("1", "3")), diff(is(Action.UNCHANGED))),
                containsString("it was to be changed and is there as wanted by now"));
        assertThat(
                moved(plan(is(Action.CREATED)), diff(changed("2", "3"))),
                containsString("it was to be created and is there and differs: ~ spec.replicas: 2 → 3"));
        assertThat(
                moved(plan(is(Action.UNCHANGED)), diff(is(Action.CREATED))),
                containsString("it was as wanted and is not there any more"));
        ObjectDiff masked = new ObjectDiff(WEB, Action.CHANGED, List.of(), 0, null, "one");
        ObjectDiff other = new ObjectDiff(WEB, Action.CHANGED, List.of(), 0, null, "other");
        assertThat(
                moved(plan(masked), diff(other)),
                containsString("it has been made anew, or has other values than when the plan was made"));
    }

    @Test
    public void whatWouldBePrunedIsPartOfThePlan() {
        assertThat(
                moved(plan(is(Action.UNCHANGED), old("u1")), diff(is(Action.UNCHANGED))),
                containsString("ConfigMap shop/old: it was to be pruned and is not any more"));
        assertThat(
                moved(plan(is(Action.UNCHANGED)), diff(is(Action.UNCHANGED), old("u1"))),
                containsString("ConfigMap shop/old: it would be pruned, which was not planned"));
        assertThat(
                moved(plan(is(Action.UNCHANGED), old("u1")), diff(is(Action.UNCHANGED), old("u2"))),
                containsString("it was to be pruned and has been made anew since"));
    }

    @Test
    public void ofManyThatMovedSomeAreNamedAndAllAreCounted() {
        List<ObjectDiff> many = Stream.iterate(0, i -> i + 1)
                .limit(100)
                .map(i -> new ObjectDiff(
                        new ObjectRef("v1", "ConfigMap", "shop", "m" + i), Action.UNCHANGED, List.of(), 0, null, "a"))
                .toList();
        List<ObjectDiff> moved = many.stream()
                .map(each -> new ObjectDiff(each.ref(), Action.CREATED, List.of(), 0, null, "b"))
                .toList();
        SetDiff then = new SetDiff("https://kubernetes.example", List.of(), many, null, "digest");
        SetDiff now = new SetDiff("https://kubernetes.example", List.of(), moved, null, "digest");
        assertThat(moved(Plan.of(content(), 0, then, KEY), now), containsString("- and 80 more objects"));
    }

    @Test
    public void anotherClusterIsRefused() throws Exception {
        SetContent content = content();
        content.checkIsFor("plan", "https://kubernetes.example", "uid");
        content.checkIsFor("plan", "https://kubernetes.example", "");
        assertThat(
                assertThrows(
                                DeploymentException.class,
                                () -> content.checkIsFor("plan", "https://other.example", "uid"))
                        .getMessage(),
                is("plan: it was made for https://kubernetes.example and this is https://other.example. Nothing was"
                        + " changed."));
        assertThat(
                assertThrows(
                                DeploymentException.class,
                                () -> content.checkIsFor("plan", "https://kubernetes.example", "new"))
                        .getMessage(),
                containsString("had the UID uid and has new"));
    }

    private static <T> org.hamcrest.Matcher<T> is(T value) {
        return org.hamcrest.Matchers.is(value);
    }
}
