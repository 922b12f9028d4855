package io.jenkins.plugins.deploymentsteps.git;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;

/** A read or push that is interrupted, or whose time is up, over HTTP. */
public class GitHttpAbortTest {
    @Rule
    public final ServedRepository git = new ServedRepository();

    @Test
    @Covers({"R-37", "T-109", "T-110"})
    public void anInterruptEndsAReadWithinSeconds() throws Exception {
        assertInterruptEnds("POST", "upload-pack");
    }

    @Test
    @Covers({"R-37", "T-109", "T-110"})
    public void anInterruptEndsAPushAndNothingIsPushedAfterwards() throws Exception {
        assertInterruptEnds("GET", "service=git-receive-pack");
        assertEquals("1", git.server.git("rev-list", "--count", "main").strip());
        assertTrue(git.server.requests.stream().noneMatch(r -> r.startsWith("POST") && r.contains("receive-pack")));
    }

    /** The server hangs at the first request of that kind. */
    private void assertInterruptEnds(String method, String request) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        git.server.before = (exchange, line) -> {
            if (line.startsWith(method) && line.contains(request)) {
                reached.countDown();
                await(release);
            }
            return false;
        };
        assertTrue(TestCommits.assertInterruptEnds(
                method + " " + request, () -> git.commit("v2"), () -> reached.await(1, TimeUnit.MINUTES)));
        release.countDown();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    @Covers("R-09")
    public void theDeadlineEndsASilentServer() {
        CountDownLatch release = new CountDownLatch(1);
        git.server.before = (exchange, line) -> {
            await(release);
            return true;
        };
        long start = System.nanoTime();
        DeploymentException failure = assertThrows(DeploymentException.class, () -> {
            try (GitRepository repository = git.open()) {
                repository.fetch("main", Deadline.after(Duration.ofMillis(500)));
            }
        });
        release.countDown();
        assertEquals(Kind.TIMEOUT, failure.kind());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
    }
}
