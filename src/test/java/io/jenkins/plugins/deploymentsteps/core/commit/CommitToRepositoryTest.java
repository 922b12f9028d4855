package io.jenkins.plugins.deploymentsteps.core.commit;

import static io.jenkins.plugins.deploymentsteps.core.commit.Commits.image;
import static io.jenkins.plugins.deploymentsteps.core.commit.Commits.value;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.hasItem;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Before;
import org.junit.Test;

public class CommitToRepositoryTest {
    private final Commits commits = new Commits();
    private final MemoryRepository repository = commits.repository;

    @Before
    public void aFile() {
        repository.with("f.yaml", "a: 1\nb: 1\n");
    }

    @Test
    public void saysWhatItDoes() throws Exception {
        CommitResult result = commits.run(value("a", "2"));
        assertEquals("commit2", result.commit());
        assertEquals(
                List.of("f.yaml, line 1: a: 1 → 2", "Pushed commit commit2 to main of https://git.example/config.git"),
                commits.log);
        assertEquals(List.of(new CommitResult.FileChange("f.yaml", List.of("line 1: a: 1 → 2"))), result.files());
        assertEquals("Set a in f.yaml\n\n- f.yaml, line 1: a: 1 → 2\n", repository.messages.get(0));
    }

    @Test
    public void changesBuildOnEachOther() throws Exception {
        commits.run(value("a", "2"), value("b", "2"), value("a", "3"));
        assertEquals("a: 3\nb: 2\n", repository.text("f.yaml"));
        assertEquals(1, repository.messages.size());
    }

    @Test
    public void changesThatUndoEachOtherAreNoCommit() throws Exception {
        assertTrue(!commits.run(value("a", "2"), value("a", "1")).changed());
        assertEquals(1, repository.commits);
    }

    @Test
    public void oneChangeThatFailsLeavesEverything() {
        assertThrows(DeploymentException.class, () -> commits.run(value("a", "2"), value("z", "2")));
        assertEquals("a: 1\nb: 1\n", repository.text("f.yaml"));
    }

    @Test
    @Covers({"R-24", "T-86"})
    public void afterARaceTheEditIsDoneAgainOnTheNewTip() throws Exception {
        repository.beforePush.add(() -> {
            repository.othersWrite("f.yaml", "# new\na: 1\nb: 7\n");
            return null;
        });
        repository.beforePush.add(() -> {
            repository.othersWrite("other", "x");
            return null;
        });
        CommitResult result = commits.run(value("a", "2"));
        assertEquals("# new\na: 2\nb: 7\n", repository.text("f.yaml"));
        assertEquals(3, result.attempts());
        assertThat(commits.log, hasItem(containsString("Somebody else changed main meanwhile (fetch first)")));
    }

    @Test
    @Covers({"R-24", "T-87"})
    public void theSameValueSetBySomebodyElseIsNotOverwritten() {
        repository.beforePush.add(() -> {
            repository.othersWrite("f.yaml", "a: 9\nb: 1\n");
            return null;
        });
        DeploymentException failure = assertThrows(DeploymentException.class, () -> commits.run(value("a", "2")));
        assertEquals(Kind.CONFLICT, failure.kind());
        assertThat(
                failure.getMessage(),
                containsString("f.yaml, line 1: a was 1 when we began; meanwhile somebody set it to 9 (tip commit2)"));
        assertEquals("a: 9\nb: 1\n", repository.text("f.yaml"));
    }

    @Test
    @Covers({"R-24", "R-25"})
    public void theSameValueSetToWhatWeWantIsFine() throws Exception {
        repository.beforePush.add(() -> {
            repository.othersWrite("f.yaml", "a: 2\nb: 1\n");
            return null;
        });
        CommitResult result = commits.run(value("a", "2"));
        assertTrue(!result.changed());
        assertEquals(2, repository.commits);
    }

    @Test
    @Covers("R-24")
    public void losingWithoutAnybodyElseMovingTheBranchEnds() {
        for (int i = 0; i < 100; i++) {
            repository.beforePush.add(() -> "failed to update ref");
        }
        DeploymentException failure = assertThrows(DeploymentException.class, () -> commits.run(value("a", "2")));
        assertEquals(Kind.UNAVAILABLE, failure.kind());
        assertThat(
                failure.getMessage(), containsString("nobody else changed it; the remote says: failed to update ref"));
        assertTrue(repository.fetches < 15);
    }

    @Test
    @Covers("R-24")
    public void racesEndAtTheDeadline() {
        for (int i = 0; i < 1000; i++) {
            repository.beforePush.add(() -> {
                repository.othersWrite("other", "x");
                return null;
            });
        }
        long start = System.nanoTime();
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> commits.run(Duration.ofMillis(700), value("a", "2")));
        assertEquals(Kind.TIMEOUT, failure.kind());
        assertThat(failure.getMessage(), containsString("others were faster in"));
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
    }

    @Test
    @Covers("R-07")
    public void aServerThatRestartsIsOutlasted() throws Exception {
        for (int i = 0; i < 5; i++) {
            repository.fetchFailures.add(new DeploymentException(Kind.UNAVAILABLE, "HTTP 503."));
        }
        assertTrue(commits.run(value("a", "2")).changed());
        assertTrue(commits.pauses.toString(), commits.pauses.get(0).toMillis() >= 500);
        assertTrue(commits.pauses.toString(), commits.waited().toSeconds() >= 10);
        assertEquals("WARNING HTTP 503. Trying again.", commits.log.get(0));
        assertThat("the same is told once", commits.log.get(1), containsString("f.yaml, line 1"));
    }

    @Test
    @Covers("R-07")
    public void aServerThatNeverAnsweredIsGivenUpAfterHalfAMinute() {
        for (int i = 0; i < 100; i++) {
            repository.fetchFailures.add(new DeploymentException(Kind.UNAVAILABLE, "no address is known."));
        }
        DeploymentException failure = assertThrows(DeploymentException.class, () -> commits.run(value("a", "2")));
        assertEquals("no address is known.", failure.getMessage());
        long seconds = commits.waited().toSeconds();
        assertTrue(seconds + " s", seconds >= 29 && seconds <= 41);
    }

    @Test
    @Covers("R-07")
    public void aServerThatAnsweredOnceIsWaitedForUntilTheDeadline() throws Exception {
        for (int i = 0; i < 15; i++) {
            repository.beforePush.add(() -> {
                throw new DeploymentException(Kind.UNAVAILABLE, "HTTP 502.");
            });
        }
        assertTrue(commits.run(value("a", "2")).changed());
        assertTrue(commits.pauses.toString(), commits.waited().toSeconds() >= 60);
    }

    @Test
    @Covers({"R-04", "R-30"})
    public void aServerThatSaysWhenToAskAgainIsNotAskedBefore() throws Exception {
        repository.fetchFailures.add(
                new DeploymentException(Kind.UNAVAILABLE, "HTTP 429.").withRetryAfter(Duration.ofSeconds(20)));
        assertTrue(commits.run(value("a", "2")).changed());
        assertTrue(commits.pauses.toString(), commits.pauses.get(0).toSeconds() >= 20);
        repository.fetchFailures.add(
                new DeploymentException(Kind.UNAVAILABLE, "HTTP 429.").withRetryAfter(Duration.ofHours(1)));
        int fetches = repository.fetches;
        assertThrows(DeploymentException.class, () -> commits.run(value("a", "3")));
        assertEquals("an hour is more than there is time for", fetches + 1, repository.fetches);
    }

    @Test
    @Covers({"R-25", "T-88"})
    public void aPushWhoseAnswerWasLostIsOurs() throws Exception {
        repository.lostAnswers.add(true);
        CommitResult result = commits.run(value("a", "2"));
        assertTrue(result.changed());
        assertEquals("commit2", result.commit());
        assertEquals(List.of(new CommitResult.FileChange("f.yaml", List.of("line 1: a: 1 → 2"))), result.files());
        assertThat(commits.log.toString(), containsString("Whether commit commit2 arrived is not known"));
        assertThat(commits.log.toString(), containsString("Commit commit2 had arrived on main"));
        assertThat(commits.log.toString(), not(containsString("Somebody else")));
    }

    @Test
    @Covers("R-25")
    public void aPushWhoseAnswerWasLostIsOursBelowWhatSomebodyPushedSince() throws Exception {
        repository.lostAnswers.add(true);
        repository.afterLoss = () -> repository.othersWrite("other", "x");
        CommitResult result = commits.run(value("a", "2"));
        assertTrue(result.changed());
        assertEquals("commit3", result.commit());
        assertEquals(1, repository.messages.size());
    }

    @Test
    @Covers("R-25")
    public void aPushThatDidNotArriveIsDoneAgain() throws Exception {
        repository.lostAnswers.add(false);
        CommitResult result = commits.run(value("a", "2"));
        assertTrue(result.changed());
        assertEquals("commit2", result.commit());
        assertEquals(2, result.attempts());
    }

    @Test
    @Covers("R-25")
    public void aFailureAfterALostAnswerSaysThatThePushMayHaveArrived() {
        repository.lostAnswers.add(true);
        repository.afterLoss = () ->
                repository.fetchFailures.add(new DeploymentException(Kind.UNAUTHORIZED, "The token has expired."));
        DeploymentException failure = assertThrows(DeploymentException.class, () -> commits.run(value("a", "2")));
        assertEquals(Kind.UNAUTHORIZED, failure.kind());
        assertEquals(
                "The token has expired. Whether commit commit2 arrived could not be found out. Running again is safe:"
                        + " what is there already is not committed twice.",
                failure.getMessage());
    }

    @Test
    @Covers("R-25")
    public void aTimeoutAfterALostAnswerDoesNotSayThatNothingWasChanged() {
        repository.lostAnswers.add(true);
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> commits.run(Duration.ofMillis(20), value("a", "2")));
        assertEquals(Kind.TIMEOUT, failure.kind());
        assertThat(failure.getMessage(), containsString("Whether commit commit2 arrived could not be found out"));
        assertThat(failure.getMessage(), not(containsString("Nothing was changed")));
    }

    @Test
    public void aRefusalIsNotTriedAgain() {
        repository.beforePush.add(() -> {
            throw new DeploymentException(Kind.FORBIDDEN, "protected");
        });
        assertThrows(DeploymentException.class, () -> commits.run(value("a", "2")));
        assertEquals(1, repository.fetches);
    }

    @Test
    @Covers("R-37")
    public void anInterruptEndsTheBackOff() throws Exception {
        for (int i = 0; i < 1000; i++) {
            repository.beforePush.add(() -> {
                repository.othersWrite("other", "x");
                return null;
            });
        }
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                commits.run(value("a", "2"));
            } catch (InterruptedException | DeploymentException e) {
                end.set(e);
            }
        });
        thread.start();
        while (repository.fetches < 3) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        thread.join(5000);
        assertTrue(String.valueOf(end.get()), end.get() instanceof InterruptedException);
        assertEquals("a: 1\nb: 1\n", repository.text("f.yaml"));
    }

    @Test
    @Covers("B-19")
    public void refusesBranchNamesThatCouldMeanSomethingElse() {
        for (String branch : List.of(
                "",
                " ",
                "-x",
                "--upload-pack=x",
                "a..b",
                "x.lock",
                "a/x.lock/b",
                "@{u}",
                "a@{1}",
                "@",
                "refs/heads/x",
                "HEAD",
                "x/",
                "/x",
                "a//b",
                ".x",
                "a/.x",
                "x.",
                "a b",
                "a~1",
                "a^",
                "a:b",
                "a?",
                "a*",
                "a[",
                "a\\b",
                "a\tb",
                "a\nb",
                "\u0000",
                "😀",
                "a\u202eb",
                "x".repeat(300))) {
            CommitRequest request = new CommitRequest(branch, List.of(value("a", "2")), null, Commits.AUTHOR);
            DeploymentException failure = assertThrows(branch, DeploymentException.class, () -> run(request));
            assertEquals(branch, Kind.INVALID_INPUT, failure.kind());
        }
        assertEquals(0, repository.fetches);
        for (String branch : List.of("main", "feature/a-b_c.d", "größe", "v1.0+x", "a#1")) {
            CommitRequest request = new CommitRequest(branch, List.of(value("a", "1")), null, Commits.AUTHOR);
            try {
                run(request);
            } catch (DeploymentException | InterruptedException e) {
                throw new AssertionError(branch, e);
            }
        }
    }

    @Test
    @Covers("B-20")
    public void cleansTheMessageAndChecksTheAuthor() throws Exception {
        run(new CommitRequest(
                "main", List.of(value("a", "2")), " x\r\ny\u0000\rz\u001b[31m\n# kept\n\n", Commits.AUTHOR));
        assertEquals("x\ny\uFFFD\nz\uFFFD[31m\n# kept\n", repository.messages.get(0));
        run(new CommitRequest("main", List.of(value("a", "3")), " \n ", Commits.AUTHOR));
        assertThat(repository.messages.get(1), containsString("Set a in f.yaml"));
        CommitRequest huge = new CommitRequest("main", List.of(value("a", "4")), "x".repeat(1_000_000), Commits.AUTHOR);
        assertThat(
                assertThrows(DeploymentException.class, () -> run(huge)).getMessage(),
                containsString("1000000 characters, the limit is 65536"));
        for (CommitRequest.Author author : List.of(
                new CommitRequest.Author("", "a@b"),
                new CommitRequest.Author("a", " "),
                new CommitRequest.Author("a <x>", "a@b"),
                new CommitRequest.Author("a\nb", "a@b"),
                new CommitRequest.Author("a", "a@b>\u0000"))) {
            CommitRequest request = new CommitRequest("main", List.of(value("a", "5")), null, author);
            assertThrows(author.toString(), DeploymentException.class, () -> run(request));
        }
    }

    @Test
    @Covers("B-20")
    public void aValueCannotForgeATrailerOfTheMessage() throws Exception {
        repository.with("f.yaml", "a: x\n");
        commits.run(value("a", "y\n\nSigned-off-by: Boss <boss@example.com>"));
        assertThat(repository.messages.get(0), not(containsString("\nSigned-off-by")));
    }

    @Test
    public void theSubjectNamesTheImagesOnceAndStaysShort() throws Exception {
        String pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: shop/web:1\n";
        repository.with("a.yaml", pod).with("b.yaml", pod);
        commits.run(image("shop/web:2", "a.yaml"), image("shop/web:2", "b.yaml"));
        assertTrue(
                repository.messages.get(0),
                repository.messages.get(0).startsWith("Deploy shop/web:2\n\n- a.yaml, line 5"));
    }

    @Test
    public void nothingToDoIsAnError() {
        assertThrows(DeploymentException.class, () -> run(new CommitRequest("main", List.of(), null, Commits.AUTHOR)));
    }

    private void run(CommitRequest request) throws DeploymentException, InterruptedException {
        new CommitToRepository(repository, commits).run(request, Deadline.after(Duration.ofMinutes(1)));
    }
}
