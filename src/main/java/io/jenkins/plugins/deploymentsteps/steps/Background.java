package io.jenkins.plugins.deploymentsteps.steps;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that operations run on; none while nothing happens. */
final class Background {
    /** However many deployments wait: a thousand that are woken at once take turns. */
    private static final int MOST_LOOKS = 64;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ThreadFactory FACTORY = work -> {
        Thread thread = new Thread(work, "deployment-steps " + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        // Not the class loader of whichever thread came first: libraries look for their parts with it.
        thread.setContextClassLoader(Background.class.getClassLoader());
        return thread;
    };

    /** For looks. */
    static final ThreadPoolExecutor LOOKS =
            new ThreadPoolExecutor(MOST_LOOKS, MOST_LOOKS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), FACTORY);

    /** For what must not wait for looks: their ends. */
    static final ExecutorService THREADS = Executors.newCachedThreadPool(FACTORY);

    static {
        LOOKS.allowCoreThreadTimeOut(true);
    }

    private Background() {}
}
