package io.jenkins.plugins.deploymentsteps.testbed;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.runners.BlockJUnit4ClassRunner;
import org.junit.runners.model.InitializationError;
import org.junit.runners.model.RunnerScheduler;

/**
 * Runs the tests of a class side by side: for tests that share nothing but servers, and mostly wait for them. Each has
 * its own instance and rules, as always; rules of the class are around all of them.
 */
public final class SideBySide extends BlockJUnit4ClassRunner {
    /** Waiting costs nothing, but what a test does while it does not wait takes from the same few processors. */
    private static final int AT_ONCE = 6;

    /**
     * What {@code @RunWith} calls.
     *
     * @param test whose tests share no field
     * @throws InitializationError if the class is no proper test class
     */
    public SideBySide(Class<?> test) throws InitializationError {
        super(test);
        setScheduler(new Scheduler());
    }

    private static final class Scheduler implements RunnerScheduler {
        private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

        @Override
        public void schedule(Runnable test) {
            threads.execute(test);
        }

        @Override
        public void finished() {
            threads.shutdown();
            try {
                while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    // Each test has a limit of its own.
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }
}
