package hudson.model;

import hudson.util.StreamTaskListener;
import java.io.OutputStream;
import java.nio.charset.Charset;

/** Writes what a build tells people to a stream. */
public class StreamBuildListener extends StreamTaskListener implements BuildListener {
    private static final long serialVersionUID = 1L;

    /** Writes to a stream. */
    public StreamBuildListener(OutputStream out, Charset charset) {
        super(out, charset);
    }
}
