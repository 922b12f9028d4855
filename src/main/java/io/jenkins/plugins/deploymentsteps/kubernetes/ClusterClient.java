package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import io.jenkins.plugins.deploymentsteps.http.HeaderValue;
import io.jenkins.plugins.deploymentsteps.http.NetworkFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Sends requests to one API server: with our identity, within limits of time and size, and again where that helps.
 *
 * <p>No thread waits between two attempts, and none of the caller's for an answer unless it wants to.
 */
final class ClusterClient implements AutoCloseable {
    private final ResourceUrls urls;
    private final HttpClient http;
    private final ClusterAuth auth;
    private final ClientSettings settings;
    private volatile boolean closed;

    @CheckForNull
    private final String authorization;

    private final Runnable leave;
    private final Set<CompletableFuture<?>> sent = ConcurrentHashMap.newKeySet();

    /**
     * Makes a client; nothing is sent yet.
     *
     * @param http what it sends by, which others may use, too
     * @param leave run when it is closed, once
     * @throws DeploymentException (invalid input) if the URL or the credential cannot be used
     */
    ClusterClient(ClusterConnection connection, ClientSettings settings, HttpClient http, Runnable leave)
            throws DeploymentException {
        this.urls =
                new ResourceUrls(ApiUrl.parse("The API server's URL", connection.server(), connection.skipTlsVerify()));
        this.auth = connection.auth();
        String credential = authorization(auth);
        this.authorization = credential == null ? null : HeaderValue.checked("Authorization", credential);
        this.settings = settings;
        this.http = http;
        this.leave = leave;
    }

    @CheckForNull
    private static String authorization(ClusterAuth auth) {
        if (auth instanceof ClusterAuth.Token token) {
            return "Bearer " + token.token();
        } else if (auth instanceof ClusterAuth.UserPassword user) {
            byte[] pair = (user.user() + ":" + user.password()).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
        return null;
    }

    /** Returns the API server's URL. */
    ApiUrl server() {
        return urls.server();
    }

    /** Returns where the server has what it serves. */
    ResourceUrls urls() {
        return urls;
    }

    /** Returns what can be told about the credential without asking anybody: that a token has expired; else null. */
    @CheckForNull
    String credentialProblem() {
        return auth instanceof ClusterAuth.Token token ? TokenExpiry.problem(token.token()) : null;
    }

    /** Does work later, unless the client is closed by then. */
    void later(Duration pause, Runnable work) {
        settings.timer().after(pause, () -> {
            if (!closed) {
                work.run();
            }
        });
    }

    /**
     * Waits for an answer.
     *
     * @throws DeploymentException if there is none
     * @throws InterruptedException at once if the thread is interrupted; the request is given up then
     */
    static <T> T await(CompletableFuture<T> answer) throws DeploymentException, InterruptedException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DeploymentException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Sends a request, again where the fault may pass.
     *
     * @return the answer, whatever its status; or fails with a {@link DeploymentException}. Who cancels it ends the
     *     request; the server may have done it or not
     */
    CompletableFuture<ClusterAnswer> send(ClusterRequest request) {
        Attempts attempts = new Attempts(request);
        sent.add(attempts.result);
        attempts.result.whenComplete((answer, failure) -> sent.remove(attempts.result));
        attempts.next();
        return attempts.result;
    }

    /**
     * Sends a request and reads its answer.
     *
     * @return what was read; or fails with a {@link DeploymentException}, the reader's own or that there is no answer.
     *     Who cancels it ends the request
     */
    <T> CompletableFuture<T> send(ClusterRequest request, Reader<T> reader) {
        CompletableFuture<ClusterAnswer> sent = send(request);
        CompletableFuture<T> read = sent.thenCompose(answer -> {
            try {
                return CompletableFuture.completedFuture(reader.read(answer));
            } catch (DeploymentException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
        read.whenComplete((value, failure) -> {
            if (failure instanceof CancellationException) {
                sent.cancel(true);
            }
        });
        return read;
    }

    /** Reads an answer, whatever its status. */
    interface Reader<T> {
        T read(ClusterAnswer answer) throws DeploymentException;
    }

    /**
     * Opens a stream of bytes, once.
     *
     * @return the response as soon as its head is there; the consumer's body must be told to go on
     */
    CompletableFuture<HttpResponse<AsyncBody>> stream(
            ApiUrl url, String accept, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        return http.consumeBytes(requestBuilder(url, accept).build(), consumer);
    }

    private HttpRequest.Builder requestBuilder(ApiUrl url, String accept) {
        HttpRequest.Builder builder = http.newHttpRequestBuilder()
                .uri(url.uri().toString())
                .header("Accept", accept)
                .header("User-Agent", "jenkins-deployment-steps");
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        return builder;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sent.forEach(request -> request.cancel(true));
            leave.run();
        }
    }

    /** The attempts at one request, one after the other. */
    private final class Attempts {
        private final ClusterRequest request;
        private final CompletableFuture<ClusterAnswer> result = new CompletableFuture<>();
        private final long start = System.nanoTime();
        private int attempt;
        private volatile CompletableFuture<?> current;

        Attempts(ClusterRequest request) {
            this.request = request;
            result.whenComplete((answer, failure) -> {
                if (failure instanceof CancellationException) {
                    cancelCurrent();
                }
            });
        }

        private void cancelCurrent() {
            CompletableFuture<?> sent = current;
            if (sent != null) {
                sent.cancel(true);
            }
        }

        void next() {
            if (result.isDone()) {
                return;
            }
            attempt++;
            CompletableFuture<Exchange> exchange;
            try {
                exchange = sendOnce();
            } catch (RuntimeException e) {
                result.completeExceptionally(failure(e));
                return;
            }
            current = exchange;
            if (result.isCancelled()) {
                cancelCurrent();
            }
            exchange.whenComplete((done, failure) -> {
                try {
                    ended(done, failure instanceof CompletionException ? failure.getCause() : failure);
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        }

        private CompletableFuture<Exchange> sendOnce() {
            HttpRequest.Builder builder = requestBuilder(request.url(), request.accept());
            if (request.contentType() != null && request.body() != null) {
                builder.method(request.method(), request.contentType(), request.body());
            }
            BodyCollector body = new BodyCollector(request.mostBytes());
            CompletableFuture<HttpResponse<AsyncBody>> head = http.consumeBytes(builder.build(), body);
            CompletableFuture<Exchange> whole =
                    head.thenCompose(response -> body.of(response).thenApply(bytes -> new Exchange(response, bytes)));
            whole.whenComplete((exchange, failure) -> {
                if (failure instanceof CancellationException) {
                    head.cancel(true);
                    body.cancel();
                }
            });
            return whole;
        }

        private void ended(@CheckForNull Exchange exchange, @CheckForNull Throwable failure) {
            Duration pause = null;
            if (request.isRepeatable() && !closed) {
                pause = exchange == null ? pauseAfter(failure) : pauseAfter(exchange);
            }
            if (pause != null) {
                settings.timer().after(pause, this::next);
            } else if (exchange != null) {
                result.complete(answer(exchange));
            } else {
                result.completeExceptionally(failure(failure));
            }
        }

        @CheckForNull
        private Duration pauseAfter(Throwable failure) {
            boolean mayPass = failure instanceof IOException broken
                    && !(failure instanceof BodyCollector.TooLarge)
                    && NetworkFault.of(broken, host()).mayPass();
            return mayPass ? settings.retries().pause(attempt, null, null) : null;
        }

        @CheckForNull
        private Duration pauseAfter(Exchange exchange) {
            return Faults.mayPass(request, answer(exchange))
                    ? settings.retries()
                            .pause(
                                    attempt,
                                    exchange.response().header("Retry-After"),
                                    exchange.response().header("Date"))
                    : null;
        }

        private ClusterAnswer answer(Exchange exchange) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return ClusterAnswer.of(exchange.response(), took, attempt, exchange.body());
        }
    }

    private String host() {
        return server().uri().getHost();
    }

    /** What it means for the user that no answer came. */
    private DeploymentException failure(@CheckForNull Throwable cause) {
        String who = "The API server at " + server() + " ";
        if (cause instanceof BodyCollector.TooLarge tooLarge) {
            return new DeploymentException(
                    Kind.UNAVAILABLE,
                    who + "answered with more than the limit of " + tooLarge.limit() + " bytes, which is not read.",
                    cause);
        } else if (cause instanceof IOException broken) {
            NetworkFault fault = NetworkFault.of(broken, host());
            return new DeploymentException(fault.kind(), who + fault.sentence(), cause);
        }
        return new DeploymentException(Kind.UNAVAILABLE, who + "could not be asked.", cause);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Exchange(HttpResponse<AsyncBody> response, byte[] body) {}
}
