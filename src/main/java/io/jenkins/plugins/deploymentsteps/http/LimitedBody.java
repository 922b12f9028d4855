package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Collects a body of limited size in memory. Of an error's body the first part is kept and the rest is not read; any
 * other that is too large is an error.
 */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
    /** An application with thousands of resources stays far below. */
    static final int LARGEST = 32 << 20;

    static final int LARGEST_OF_ERROR = 1 << 20;

    private final boolean isError;
    private final int limit;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private Flow.Subscription subscription;

    private LimitedBody(boolean isError) {
        this.isError = isError;
        this.limit = isError ? LARGEST_OF_ERROR : LARGEST;
    }

    static HttpResponse.BodyHandler<byte[]> handler() {
        return info -> new LimitedBody(info.statusCode() >= 300);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    @SuppressFBWarnings(
            value = "UWF_FIELD_NOT_INITIALIZED_IN_CONSTRUCTOR",
            justification = "onSubscribe comes before onNext, by the contract of Flow.Subscriber")
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), limit - collected.size())];
            boolean isTooLarge = buffer.remaining() > bytes.length;
            buffer.get(bytes);
            collected.writeBytes(bytes);
            if (isTooLarge) {
                subscription.cancel();
                if (isError) {
                    body.complete(collected.toByteArray());
                } else {
                    body.completeExceptionally(new TooLarge());
                }
                return;
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(collected.toByteArray());
    }

    /** The body is larger than {@link #LARGEST}. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
