package io.jenkins.plugins.deploymentsteps.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository.PushOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.Rule;
import org.junit.Test;

/** What becomes of a push that others, the network or the server's hooks get in the way of. */
public class JGitPushTest {
    @Rule
    public final ServedRepository git = new ServedRepository();

    @Test
    @Covers({"P-5", "R-24"})
    public void aPushThatComesTooLateIsARace() throws Exception {
        try (GitRepository repository = git.open()) {
            GitRepository.Tip tip = repository.fetch("main", TestCommits.soon());
            git.server.commit(Map.of("other/y.yaml", "y: 1\n"));
            PushOutcome outcome =
                    tip.push(Map.of("app/values.yaml", "tag: v9\n".getBytes(UTF_8)), "m", TestCommits.AUTHOR);
            assertTrue(outcome.toString(), outcome instanceof PushOutcome.Raced);
        }
        assertEquals("tag: v1 # c\n", git.server.git("show", "main:app/values.yaml"));
    }

    @Test
    @Covers({"P-5", "R-24"})
    public void aRaceThatOnlyTheServerSeesIsARaceToo() throws Exception {
        git.server.before = (exchange, request) -> {
            if (request.startsWith("POST") && request.contains("receive-pack")) {
                git.server.before = (e, r) -> false;
                git.server.commit(Map.of("other/y.yaml", "y: 1\n"));
            }
            return false;
        };
        CommitResult result = git.commit("v2");
        assertEquals(2, result.attempts());
        assertEquals("y: 1\n", git.server.git("show", "main:other/y.yaml"));
        assertEquals("tag: v2 # c\n", git.server.git("show", "main:app/values.yaml"));
        assertEquals("3", git.server.git("rev-list", "--count", "main").strip());
    }

    @Test
    @Covers({"R-25", "T-88"})
    public void aPushWhoseAnswerIsLostIsLookedUp() throws Exception {
        git.server.after = (exchange, request) -> {
            if (request.startsWith("POST") && request.contains("receive-pack")) {
                git.server.after = (e, r) -> false;
                exchange.close();
                return true;
            }
            return false;
        };
        CommitResult result = git.commit("v2");
        assertTrue(result.changed());
        assertEquals(1, result.attempts());
        assertEquals(git.server.git("rev-parse", "main").strip(), result.commit());
        assertEquals("2", git.server.git("rev-list", "--count", "main").strip());
    }

    @Test
    @Covers({"R-25", "R-09"})
    public void aPushThatTakesTooLongIsNotSaidNotToHaveArrived() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (GitRepository repository = git.open()) {
            GitRepository.Tip tip = repository.fetch("main", Deadline.after(Duration.ofSeconds(10)));
            git.server.after = (exchange, request) -> {
                if (request.startsWith("POST") && request.contains("receive-pack")) {
                    // Nor does it answer whoever looks for the commit after that.
                    git.server.before = (laterExchange, laterRequest) -> {
                        await(release);
                        return false;
                    };
                    await(release);
                }
                return false;
            };
            DeploymentException failure = assertThrows(
                    DeploymentException.class,
                    () -> tip.push(Map.of("app/values.yaml", "tag: v2\n".getBytes(UTF_8)), "m", TestCommits.AUTHOR));
            assertEquals(Kind.TIMEOUT, failure.kind());
            assertThat(failure.getMessage(), containsString("The push may have arrived nevertheless"));
        } finally {
            release.countDown();
        }
        assertEquals("tag: v2\n", git.server.git("show", "main:app/values.yaml"));
    }

    private static void await(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Covers("R-25")
    public void aPushThatNeverArrivedIsDoneAgain() throws Exception {
        git.server.before = (exchange, request) -> {
            if (request.startsWith("POST") && request.contains("receive-pack")) {
                git.server.before = (e, r) -> false;
                exchange.close();
                return true;
            }
            return false;
        };
        assertEquals(2, git.commit("v2").attempts());
        assertThat(git.log.toString(), containsString("arrived is not known"));
        assertThat(git.log.toString(), not(containsString("Somebody else")));
        assertEquals("2", git.server.git("rev-list", "--count", "main").strip());
    }

    @Test
    @Covers({"R-27", "S-26", "T-99"})
    public void aHookThatDeclinesEndsItWithItsWords() throws Exception {
        git.server.hook("pre-receive", "printf 'Freeze until \\033[31mMonday\\033[0m\\n' >&2; exit 1");
        DeploymentException failure = assertThrows(DeploymentException.class, () -> git.commit("v2"));
        assertEquals(Kind.FORBIDDEN, failure.kind());
        assertThat(
                failure.getMessage(),
                containsString("pre-receive hook declined (it says: Freeze until \uFFFD[31mMonday"));
        assertThat(failure.getMessage(), containsString("pull request"));
        assertEquals(
                1,
                git.server.requests.stream()
                        .filter(r -> r.startsWith("POST") && r.contains("receive-pack"))
                        .count());
    }

    @Test
    @Covers("R-27")
    public void anUpdateHookThatDeclinesEndsItToo() throws Exception {
        git.server.hook("update", "echo 'not on a Friday' >&2; exit 1");
        DeploymentException failure = assertThrows(DeploymentException.class, () -> git.commit("v2"));
        assertEquals(Kind.FORBIDDEN, failure.kind());
        assertThat(failure.getMessage(), containsString("not on a Friday"));
    }

    @Test
    public void knowsTheWordsOfRacesAndRefusals() {
        for (String race : List.of(
                "failed to update ref",
                "incorrect old value provided",
                "non-fast-forward",
                "fetch first",
                "lock failure",
                "cannot lock ref 'refs/heads/main': is at 0123456789 but expected 9876543210",
                "Unable to create '/srv/x.git/refs/heads/main.lock': File exists.",
                "failed to lock",
                "TF401028: The reference has already been updated by another client, so you cannot update it.")) {
            assertTrue(race, GitFailures.isRace(race));
        }
        for (String refusal : List.of(
                "pre-receive hook declined",
                "protected branch hook declined",
                "Not allowed to push code to protected branch",
                "permission denied",
                "TF402455: Pushes to this branch are not permitted; prohibited",
                "branch is locked",
                "hook declined: cannot lock ref")) {
            assertFalse(refusal, GitFailures.isRace(refusal));
        }
    }
}
