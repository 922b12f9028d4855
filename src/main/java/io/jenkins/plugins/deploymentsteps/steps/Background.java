package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What all operations of the controller share: the threads that they run on, none while nothing happens, and the locks. */
final class Background {
    /** However many deployments wait: a thousand that are woken at once take turns. */
    static final int MOST_LOOKS = 64;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** For what must not wait for looks: their ends. */
    static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "deployment-steps " + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        // Not the class loader of whichever thread came first: libraries look for their parts with it.
        thread.setContextClassLoader(Background.class.getClassLoader());
        return thread;
    });

    /** For looks. */
    static final TakingTurns LOOKS = new TakingTurns(THREADS, MOST_LOOKS);

    /** For all deployments of this controller. */
    static final DeploymentLocks LOCKS = new DeploymentLocks();

    private Background() {}
}
