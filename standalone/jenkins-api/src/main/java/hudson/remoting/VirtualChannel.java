package hudson.remoting;

import java.io.IOException;

/** The way to a machine that runs work. */
public interface VirtualChannel {
    /** {@return what the work returns, done on the machine} */
    <V, T extends Throwable> V call(Callable<V, T> callable) throws IOException, T, InterruptedException;

    /** Ends the channel. */
    void close() throws IOException;
}
