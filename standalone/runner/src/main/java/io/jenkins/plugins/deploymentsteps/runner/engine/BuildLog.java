package io.jenkins.plugins.deploymentsteps.runner.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The log of a build: a file, shown on a terminal at the same time. Lines of parallel branches do not mix. */
final class BuildLog implements AutoCloseable {
    private final OutputStream file;
    private final OutputStream terminal;

    BuildLog(Path file, OutputStream terminal) throws IOException {
        this.file = Files.newOutputStream(file);
        this.terminal = terminal;
    }

    /** Returns a stream that writes whole lines, masked. */
    PrintStream stream(SecretMask mask) {
        return new PrintStream(new Lines(mask), true, StandardCharsets.UTF_8);
    }

    private synchronized void write(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        file.write(bytes);
        file.flush();
        terminal.write(bytes);
        terminal.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    private final class Lines extends OutputStream {
        private final SecretMask mask;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(SecretMask mask) {
            this.mask = mask;
        }

        @Override
        public synchronized void write(int b) throws IOException {
            line.write(b);
            if (b == '\n') {
                end();
            }
        }

        private void end() throws IOException {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            BuildLog.this.write(mask.apply(text));
        }

        @Override
        public synchronized void close() throws IOException {
            if (line.size() > 0) {
                write('\n');
            }
        }
    }
}
