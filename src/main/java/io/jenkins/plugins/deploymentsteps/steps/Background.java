package io.jenkins.plugins.deploymentsteps.steps;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that looks run on: as many as there are looks at the same moment, none while nothing looks. */
final class Background {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "deployment-steps " + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        // Not the class loader of whichever thread came first: libraries look for their parts with it.
        thread.setContextClassLoader(Background.class.getClassLoader());
        return thread;
    });

    private Background() {}
}
