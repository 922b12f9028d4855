package io.jenkins.plugins.deploymentsteps.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Cuts a stream of bytes into lines; called by one thread at a time. */
final class EventLines {
    /** The metadata of an object is far smaller; managed fields make some large. */
    private static final int LONGEST_LINE = 4 << 20;

    private final Consumer<byte[]> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    EventLines(Consumer<byte[]> lines) {
        this.lines = lines;
    }

    /**
     * Takes what came.
     *
     * @return false if a line is longer than any that makes sense
     */
    boolean take(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            while (part.hasRemaining()) {
                byte next = part.get();
                if (next == '\n') {
                    lines.accept(line.toByteArray());
                    line.reset();
                } else if (line.size() == LONGEST_LINE) {
                    return false;
                } else {
                    line.write(next);
                }
            }
        }
        return true;
    }
}
