package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** A running process. */
public abstract class Proc {
    /** For the subclasses of a launcher. */
    protected Proc() {}

    /** {@return whether it still runs} */
    public abstract boolean isAlive() throws IOException, InterruptedException;

    /** Ends the process and its children. */
    public abstract void kill() throws IOException, InterruptedException;

    /** {@return the exit code, once the process has ended; an interrupt ends the process} */
    public abstract int join() throws IOException, InterruptedException;

    /** {@return the output, when it was asked to be read here, or null} */
    @CheckForNull
    public abstract InputStream getStdout();

    /** {@return the error output, when it was asked to be read here, or null} */
    @CheckForNull
    public abstract InputStream getStderr();

    /** {@return the input, when it was asked to be written here, or null} */
    @CheckForNull
    public abstract OutputStream getStdin();

    /** {@return the exit code; the process is ended when it outlasts the timeout} */
    public final int joinWithTimeout(final long timeout, final TimeUnit unit, final TaskListener listener)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        while (isAlive() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        if (isAlive()) {
            listener.error("Timeout after " + timeout + " " + unit);
            kill();
        }
        return join();
    }
}
