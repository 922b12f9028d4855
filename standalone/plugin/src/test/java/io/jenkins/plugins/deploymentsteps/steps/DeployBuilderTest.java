package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.Rule;
import org.junit.Test;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;

/** The freestyle builder on systems in memory: variables, failure, abort. */
public class DeployBuilderTest {
    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private BlockingRun freestyle() {
        return new BlockingRun(fixture.build, fixture.build.workspace(), fixture.build.listener, fixture.systems);
    }

    @Test
    public void theBuilderPushesWithTheBuildsVariables() throws Exception {
        fixture.systems.rolledOut = true;
        KubeApplyStep step = SystemsFixture.apply();
        step.setImages("shop/web:$TAG");
        new DeployBuilder(new PushMethod(step)).deploy(freestyle(), new EnvVars("TAG", "1.2"));
        assertThat(fixture.report().getImages(), contains("shop/web:1.2"));
        assertThat(fixture.systems.open.get(), is(0));
    }

    @Test
    public void theBuilderPullsAndFollowsItsOwnCommit() throws Exception {
        fixture.systems.appHealth = "Healthy";
        PullMethod pull = new PullMethod(SystemsFixture.commit());
        pull.setSync(SystemsFixture.sync());
        new DeployBuilder(pull).deploy(freestyle(), new EnvVars());
        assertThat(fixture.build.reports(), hasSize(2));
        assertThat(
                fixture.build.reports().get(1).getApplications().get(0).getRevision(),
                is(fixture.build.reports().get(0).getCommit()));
    }

    @Test
    public void theBuilderFailsPolitely() throws Exception {
        assertThat(
                assertThrows(AbortException.class, () -> new DeployBuilder(null).deploy(freestyle(), new EnvVars()))
                        .getMessage(),
                startsWith("method: missing."));
        KubeApplyStep step = SystemsFixture.apply();
        step.setManifests("none.yaml");
        AbortException missing = assertThrows(
                AbortException.class, () -> new DeployBuilder(new PushMethod(step)).deploy(freestyle(), new EnvVars()));
        assertThat(missing.getMessage(), startsWith("manifests: 'none.yaml' is not in the workspace."));
        PullMethod pull = new PullMethod(SystemsFixture.commit());
        pull.setSync(new ArgoSyncStep());
        assertThrows(AbortException.class, () -> new DeployBuilder(pull).deploy(freestyle(), new EnvVars()));
        assertThat("nothing is committed when the sync cannot work", fixture.systems.commits, hasSize(1));
    }

    @Test
    @Covers("R-37")
    public void theBuilderIsAborted() throws Exception {
        Thread[] executor = new Thread[1];
        Throwable[] thrown = new Throwable[1];
        executor[0] = new Thread(() -> {
            try {
                new DeployBuilder(new PushMethod(SystemsFixture.apply())).deploy(freestyle(), new EnvVars());
            } catch (IOException | InterruptedException e) {
                thrown[0] = e;
            }
        });
        executor[0].start();
        await("the rollout is watched", () -> !fixture.systems.watchers.isEmpty());
        executor[0].interrupt();
        executor[0].join(5_000);
        assertThat(thrown[0], instanceOf(InterruptedException.class));
        assertThat(fixture.report().getOutcome(), is(Outcome.ABORTED));
        assertThat(fixture.systems.open.get(), is(0));
    }

    @Test
    @Covers("S-05")
    public void theBuilderLooksAsTheOneWhomItsExecutorActsFor() throws Exception {
        fixture.systems.rolledOut = true;
        try (ACLContext as = ACL.as2(new UsernamePasswordAuthenticationToken("alice", ""))) {
            assertThat(as, notNullValue());
            new DeployBuilder(new PushMethod(SystemsFixture.apply())).deploy(freestyle(), new EnvVars());
        }
        assertThat(fixture.systems.users, contains("alice"));
    }

    @Test
    public void theBuilderIsAbortedWhenItsLookIsOverAndClosesOnlyThen() throws Exception {
        CountDownLatch inLook = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            inLook.countDown();
            try {
                new CountDownLatch(1).await();
                return null;
            } finally {
                order.add("the look ends");
            }
        });
        script.onClose = () -> order.add("closed");
        Operation operation = ScriptedOperation.of("freestyle", Duration.ofMinutes(1), script);
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread executor = new Thread(() -> {
            try {
                freestyle().complete(operation);
            } catch (IOException | InterruptedException e) {
                end.complete(e);
            }
        });
        executor.start();
        inLook.await();
        executor.interrupt();
        assertThat(end.get(), instanceOf(InterruptedException.class));
        assertThat(order, contains("the look ends", "closed"));
    }
}
