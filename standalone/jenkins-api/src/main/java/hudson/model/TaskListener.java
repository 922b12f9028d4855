package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/** Takes what a task tells people. */
public interface TaskListener extends Serializable {
    /** Takes everything and keeps nothing. */
    TaskListener NULL = new TaskListener() {
        private static final long serialVersionUID = 1L;

        @Override
        public PrintStream getLogger() {
            return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        }
    };

    /** {@return the stream of the log} */
    @NonNull
    PrintStream getLogger();

    /** Prints a link's text. */
    default void hyperlink(String url, String text) throws IOException {
        getLogger().print(text);
    }

    /** {@return a writer for details, the line {@code ERROR: msg} printed} */
    @NonNull
    default PrintWriter error(String msg) {
        getLogger().println("ERROR: " + msg);
        return new PrintWriter(new OutputStreamWriter(getLogger(), StandardCharsets.UTF_8), true);
    }

    /** {@return a writer for details, the line {@code ERROR: } and the formatted text printed} */
    @NonNull
    default PrintWriter error(String format, Object... args) {
        return error(String.format(format, args));
    }

    /** {@return a writer for details, the line {@code FATAL: msg} printed} */
    @NonNull
    default PrintWriter fatalError(String msg) {
        getLogger().println("FATAL: " + msg);
        return new PrintWriter(new OutputStreamWriter(getLogger(), StandardCharsets.UTF_8), true);
    }
}
