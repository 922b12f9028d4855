package hudson.console;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Run;
import java.io.IOException;
import java.io.OutputStream;

/** Changes what is written to a build's log. */
public abstract class ConsoleLogFilter implements ExtensionPoint {
    /** {@return a stream that changes what is written to the log of a build} */
    @SuppressWarnings("rawtypes")
    public OutputStream decorateLogger(@NonNull Run build, OutputStream logger)
            throws IOException, InterruptedException {
        return logger;
    }
}
