package hudson.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.TaskListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Writes what a task tells people to a stream. */
public class StreamTaskListener implements TaskListener, Closeable {
    private static final long serialVersionUID = 1L;

    private final transient PrintStream out;

    /** Writes to a stream; a null character set is UTF-8. */
    public StreamTaskListener(@NonNull OutputStream out, @CheckForNull Charset charset) {
        this.out = out instanceof PrintStream print
                ? print
                : new PrintStream(out, true, charset == null ? StandardCharsets.UTF_8 : charset);
    }

    /** {@return one that writes to the standard output} */
    public static StreamTaskListener fromStdout() {
        return new StreamTaskListener(System.out, Charset.defaultCharset());
    }

    @Override
    public PrintStream getLogger() {
        return out;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
