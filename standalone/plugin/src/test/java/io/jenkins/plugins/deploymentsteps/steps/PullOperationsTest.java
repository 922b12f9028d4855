package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.Rule;
import org.junit.Test;

/** {@code gitopsCommit} and {@code argoSync} on systems in memory: value, report, restart. */
public class PullOperationsTest {
    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    @Test
    public void gitopsCommitNeedsNoWorkspace() throws Exception {
        fixture.newContext(null);
        fixture.started(SystemsFixture.commit().operation(UnaryOperator.identity()));
        Map<String, Object> value = fixture.value();
        assertThat(new ArrayList<>(value.keySet()), contains("url", "branch", "commit", "changed", "files"));
        assertThat(value.get("commit"), is(fixture.systems.commits.get(1)));
        assertThat(value.get("changed"), is(true));
        assertThat(value.get("files"), is(List.of("web.yaml")));
        assertThat(fixture.systems.files.get("web.yaml"), containsString("shop/web:1.2"));
        assertThat(fixture.report().getCommit(), is(fixture.systems.commits.get(1)));
        assertThat(fixture.systems.open.get(), is(0));
    }

    @Test
    @Covers({"R-26", "R-39"})
    public void gitopsCommitMakesNoSecondCommitWhenItRunsAgain() throws Exception {
        SystemsFixture.Execution before =
                fixture.started(SystemsFixture.commit().operation(UnaryOperator.identity()));
        Object first = fixture.value().get("commit");
        // A restart before Jenkins had written that the step was over.
        fixture.newContext(null);
        SystemsFixture.Execution after =
                Executions.restarted(fixture.execution(SystemsFixture.commit().operation(UnaryOperator.identity())));
        assertThat(before.getStatus(), is("committing"));
        after.onResume();
        Map<String, Object> again = fixture.value();
        assertThat(again.get("commit"), is(first));
        assertThat(again.get("changed"), is(false));
        assertThat(fixture.systems.commits, hasSize(2));
    }

    @Test
    @Covers({"R-39", "R-32"})
    public void argoSyncStartsOneSyncAlsoOverARestart() throws Exception {
        fixture.systems.commits.add("1".repeat(40));
        fixture.newContext(null);
        ArgoSyncStep step = SystemsFixture.sync();
        step.setRevision("1".repeat(40));
        SystemsFixture.Execution before = fixture.started(step.operation(UnaryOperator.identity(), null));
        await("the sync is started", () -> !fixture.systems.syncs.isEmpty());
        int saved = fixture.context.saves();
        await("a look after it", () -> fixture.context.saves() > saved);

        SystemsFixture.Execution after = Executions.restarted(before);
        before.stop(new InterruptedException("the old controller is gone"));
        FakeContext old = fixture.context;
        await("the old one is gone", old::isOver);
        fixture.systems.appHealth = "Healthy";
        // The same context: what the old one told is what a real controller would have lost.
        int outcomes = old.outcomes();
        after.onResume();
        await("the end", () -> old.outcomes() > outcomes);

        assertThat(fixture.systems.syncs, hasSize(1));
        assertThat(fixture.report().getApplications().get(0).getRevision(), is("1".repeat(40)));
        assertThat(fixture.report().getApplications().get(0).getHealth(), is("Healthy"));
    }

    @Test
    @Covers("S-36")
    public void argoSyncReturnsWhatIsLive() throws Exception {
        fixture.systems.commits.add("1".repeat(40));
        fixture.systems.appHealth = "Healthy";
        fixture.started(SystemsFixture.sync().operation(UnaryOperator.identity(), "1".repeat(40)));
        Map<String, Object> value = fixture.value();
        assertThat(new ArrayList<>(value.keySet()), contains("server", "revision", "images", "applications"));
        assertThat(value.get("revision"), is("1".repeat(40)));
        assertThat(value.get("images"), is(List.of("shop/web:1.2")));
        assertThat(((Map<?, ?>) ((List<?>) value.get("applications")).get(0)).get("health"), is("Healthy"));
        assertThat(fixture.systems.open.get(), is(0));
    }
}
