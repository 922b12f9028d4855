package io.jenkins.plugins.deploymentsteps.git;

import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitToRepository;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Commits as gitopsCommit makes them, and their log. */
final class TestCommits implements DeploymentLog {
    static final CommitRequest.Author AUTHOR = new CommitRequest.Author("Jenkins", "jenkins@example.com");

    /** What was told, one line each. */
    final List<String> log = new CopyOnWriteArrayList<>();

    @Override
    public void info(String line) {
        log.add(line);
    }

    @Override
    public void warn(String line) {
        log.add(line);
    }

    /** Makes one change on main. */
    CommitResult run(GitRepository repository, Change change) throws DeploymentException, InterruptedException {
        return run(repository, new CommitRequest("main", List.of(change), null, AUTHOR));
    }

    CommitResult run(GitRepository repository, CommitRequest request) throws DeploymentException, InterruptedException {
        return new CommitToRepository(repository, this).run(request, soon());
    }

    /** Far more than anything here takes, also on a machine that is busy. */
    static Deadline soon() {
        return Deadline.after(Duration.ofMinutes(3));
    }

    /** Something that can be waited for, and that may turn out not to come. */
    interface Awaited {
        /** Returns whether it has come. */
        boolean await() throws InterruptedException;
    }

    /**
     * Interrupts work when it has got somewhere, and sees that it ends for that reason, and at once.
     *
     * @param where what a failure calls it
     * @return false if it never got there, and ended well
     */
    static boolean assertInterruptEnds(String where, Callable<?> work, Awaited reached) throws InterruptedException {
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                work.call();
            } catch (Exception e) {
                end.set(e);
            }
        });
        thread.start();
        if (!reached.await()) {
            thread.join();
            assertNull(where + ": " + end.get(), end.get());
            return false;
        }
        long start = System.nanoTime();
        thread.interrupt();
        thread.join(20_000);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertTrue(where + ": " + end.get(), end.get() instanceof InterruptedException);
        assertTrue(where + " took " + millis + " ms", millis < 2000);
        return true;
    }

    /** Waits for the end of threads that end by themselves, and returns the names of those that do not. */
    static List<String> threadsThatStay(String prefix) throws InterruptedException {
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
        for (Thread thread : threads) {
            TimeUnit.SECONDS.timedJoin(thread, 10);
        }
        return threads.stream().filter(Thread::isAlive).map(Thread::getName).toList();
    }
}
