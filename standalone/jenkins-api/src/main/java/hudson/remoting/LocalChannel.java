package hudson.remoting;

import java.util.concurrent.ExecutorService;

/** The channel to this very machine. */
public class LocalChannel implements VirtualChannel {
    /** Does work on this machine. */
    public LocalChannel(ExecutorService executor) {}

    @Override
    public <V, T extends Throwable> V call(Callable<V, T> callable) throws T {
        return callable.call();
    }

    @Override
    public void close() {
        // there is nothing to close
    }
}
