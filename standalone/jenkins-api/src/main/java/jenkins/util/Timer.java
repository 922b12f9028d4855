package jenkins.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The controller's shared timer: for starting work, never for doing it. */
public class Timer {
    private static ScheduledThreadPoolExecutor executor;

    private Timer() {}

    /** {@return the timer} */
    @NonNull
    public static synchronized ScheduledExecutorService get() {
        if (executor == null || executor.isShutdown()) {
            executor = new ScheduledThreadPoolExecutor(10, work -> {
                Thread thread = new Thread(work, "jenkins.util.Timer");
                thread.setDaemon(true);
                return thread;
            });
        }
        return executor;
    }
}
