package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Collects one answer's body in memory and stops at the limit, which counts the bytes after decompression. Of an error's
 * body the first part is kept and the rest is not read; any other that is too large is an error.
 */
final class BodyCollector implements AsyncBody.Consumer<List<ByteBuffer>> {
    private static final int MOST_BYTES_OF_ERROR = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> collected = new CompletableFuture<>();
    private final int mostOfSuccess;
    private int most;
    private boolean isError;

    @CheckForNull
    private volatile AsyncBody body;

    BodyCollector(int most) {
        this.mostOfSuccess = most;
    }

    /** Begins to read, once the head of the answer is there. */
    CompletableFuture<byte[]> of(HttpResponse<AsyncBody> response) {
        isError = response.code() >= 300;
        most = isError ? Math.min(mostOfSuccess, MOST_BYTES_OF_ERROR) : mostOfSuccess;
        AsyncBody open = response.body();
        body = open;
        open.done().whenComplete((done, problem) -> {
            if (problem != null) {
                collected.completeExceptionally(problem);
            } else {
                collected.complete(bytes.toByteArray());
            }
        });
        open.consume();
        return collected;
    }

    /** Reads no further. */
    void cancel() {
        AsyncBody open = body;
        if (open != null) {
            open.cancel();
        }
    }

    /** Comes from one thread at a time, each part after the last one's {@code consume}. */
    @Override
    public void consume(List<ByteBuffer> parts, AsyncBody from) {
        for (ByteBuffer part : parts) {
            byte[] content = new byte[Math.min(part.remaining(), most - bytes.size())];
            boolean isTooLarge = part.remaining() > content.length;
            part.get(content);
            bytes.writeBytes(content);
            if (isTooLarge) {
                if (isError) {
                    collected.complete(bytes.toByteArray());
                } else {
                    collected.completeExceptionally(new TooLarge(most));
                }
                from.cancel();
                return;
            }
        }
        from.consume();
    }

    /** The body is larger than the request allows. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
        private final int limit;

        TooLarge(int limit) {
            super("answer too large");
            this.limit = limit;
        }

        int limit() {
            return limit;
        }
    }
}
