package hudson.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Gathers bytes into lines. */
public abstract class LineTransformationOutputStream extends OutputStream {
    private final LineBuffer line = new LineBuffer();

    /** Takes one line; its end, if it has one, included. */
    protected abstract void eol(byte[] b, int len) throws IOException;

    @Override
    public void write(int b) throws IOException {
        line.write(b);
        if (b == '\n') {
            endLine();
        }
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        for (int i = off; i < off + len; i++) {
            write(b[i]);
        }
    }

    @Override
    public void close() throws IOException {
        forceEol();
    }

    /** Hands over what was written of an unfinished line. */
    public void forceEol() throws IOException {
        if (line.size() > 0) {
            endLine();
        }
    }

    private void endLine() throws IOException {
        eol(line.bytes(), line.size());
        line.reset();
    }

    /** {@return the line without its end} */
    protected String trimEOL(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        return line.substring(0, end);
    }

    private static final class LineBuffer extends ByteArrayOutputStream {
        byte[] bytes() {
            return buf;
        }
    }

    /** Writes the changed lines to another stream. */
    public abstract static class Delegating extends LineTransformationOutputStream {
        /** Where the lines go. */
        protected final OutputStream out;

        /** Writes to a stream. */
        protected Delegating(OutputStream out) {
            this.out = out;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            super.close();
            out.close();
        }
    }
}
