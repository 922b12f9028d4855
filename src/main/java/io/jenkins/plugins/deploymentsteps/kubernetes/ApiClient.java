package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Sends requests to one API server: with our identity, within limits of time and size, and again where that helps.
 *
 * <p>No thread waits for an answer or between two attempts.
 */
final class ApiClient implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** A server that asks for more than that is as good as gone for somebody who waits. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(30);

    private static final int MOST_BYTES_OF_ERROR = 1 << 20;

    private final String server;
    private final String target;
    private final HttpClient http;
    private final ClusterAuth auth;

    @CheckForNull
    private final String authorization;

    ApiClient(ClusterConnection connection, ApiHttpClient.Timeouts timeouts) throws DeploymentException {
        ApiUrl.check(connection.server());
        this.server = ApiUrl.target(connection.server(), null);
        this.target = ApiUrl.target(connection.server(), connection.tlsServerName());
        this.auth = connection.auth();
        this.authorization = authorization(auth);
        this.http = ApiHttpClient.open(connection, timeouts);
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
    String server() {
        return server;
    }

    /** Returns what can be told about the credential without asking anybody: that a token has expired; else null. */
    @CheckForNull
    String credentialProblem() {
        return auth instanceof ClusterAuth.Token token ? TokenExpiry.problem(token.token()) : null;
    }

    /**
     * Waits for an answer.
     *
     * @throws DeploymentException if there is none
     * @throws InterruptedException at once if the thread is interrupted
     */
    static <T> T await(CompletableFuture<T> answer) throws DeploymentException, InterruptedException {
        try {
            return answer.get();
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
     * @param isCancelled whether nobody wants the answer any more; no further attempt is made then
     * @return the answer, whatever its status; or fails with a {@link DeploymentException}
     */
    CompletableFuture<ApiAnswer> send(ApiRequest request, BooleanSupplier isCancelled) {
        CompletableFuture<ApiAnswer> result = new CompletableFuture<>();
        attempt(request, isCancelled, 1, System.nanoTime(), result);
        return result;
    }

    private void attempt(
            ApiRequest request,
            BooleanSupplier isCancelled,
            int attempt,
            long start,
            CompletableFuture<ApiAnswer> result) {
        sendOnce(request, attempt, start).whenComplete((answer, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            boolean again = attempt < ATTEMPTS
                    && !isCancelled.getAsBoolean()
                    && (answer == null ? mayPass(cause) : Faults.mayPass(request, answer));
            Duration pause =
                    answer == null || answer.retryAfter() == null ? pause(attempt) : jittered(answer.retryAfter());
            if (again && pause.compareTo(LONGEST_RETRY_AFTER.plus(LONGEST_PAUSE)) <= 0) {
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> attempt(request, isCancelled, attempt + 1, start, result));
            } else if (answer != null) {
                result.complete(answer);
            } else {
                result.completeExceptionally(failure(cause));
            }
        });
    }

    /** Exponential, and never the same for two who were refused together. */
    private static Duration pause(int attempt) {
        long millis = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << (attempt - 1));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }

    private static Duration jittered(Duration retryAfter) {
        return retryAfter.plusMillis(ThreadLocalRandom.current().nextLong(200));
    }

    private static boolean mayPass(Throwable cause) {
        return cause instanceof IOException && !(cause instanceof SSLException) && !(cause instanceof TooLarge);
    }

    private CompletableFuture<ApiAnswer> sendOnce(ApiRequest request, int attempt, long start) {
        HttpRequest.Builder builder = requestBuilder(request.path(), request.accept());
        if (request.contentType() != null && request.body() != null) {
            builder.method(request.method(), request.contentType(), request.body());
        }
        Body body = new Body(request.mostBytes());
        CompletableFuture<ApiAnswer> result = new CompletableFuture<>();
        http.consumeBytes(builder.build(), body).whenComplete((response, failure) -> {
            if (response == null) {
                result.completeExceptionally(failure);
                return;
            }
            if (response.code() >= 300) {
                body.most.set(Math.min(request.mostBytes(), MOST_BYTES_OF_ERROR));
            }
            response.body().done().whenComplete((done, problem) -> {
                if (body.tooLarge) {
                    result.completeExceptionally(new TooLarge(body.most.get()));
                } else if (problem != null) {
                    result.completeExceptionally(problem);
                } else {
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    result.complete(ApiAnswer.of(response, took, attempt, body.bytes.toByteArray()));
                }
            });
            response.body().consume();
        });
        return result;
    }

    /**
     * Opens a stream of bytes, once.
     *
     * @return the response as soon as its head is there; the consumer's body must be told to go on
     */
    CompletableFuture<HttpResponse<AsyncBody>> stream(String path, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        return http.consumeBytes(requestBuilder(path, "application/json").build(), consumer);
    }

    private HttpRequest.Builder requestBuilder(String path, String accept) {
        HttpRequest.Builder builder = http.newHttpRequestBuilder()
                .uri(target + path)
                .header("Accept", accept)
                .header("User-Agent", "jenkins-deployment-steps");
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        return builder;
    }

    /** What it means for the user that no answer came. */
    private DeploymentException failure(Throwable cause) {
        String at = " at " + server;
        if (cause instanceof TooLarge tooLarge) {
            return new DeploymentException(
                    Kind.UNAVAILABLE,
                    "The answer of the API server" + at + " is larger than the limit of " + tooLarge.limit + " bytes.",
                    cause);
        } else if (cause instanceof SSLException) {
            return new DeploymentException(Kind.INVALID_INPUT, tlsProblem((SSLException) cause), cause);
        } else if (cause instanceof UnknownHostException) {
            return new DeploymentException(
                    Kind.UNAVAILABLE, "The host of the API server" + at + " is not known. Is the URL right?", cause);
        } else if (cause instanceof InterruptedIOException) {
            return new DeploymentException(
                    Kind.UNAVAILABLE, "The API server" + at + " does not answer in time.", cause);
        } else if (cause instanceof ConnectException) {
            return new DeploymentException(
                    Kind.UNAVAILABLE,
                    "Nothing can be reached" + at + ". Is the URL right, the cluster up, and no firewall between?",
                    cause);
        } else if (cause instanceof IOException) {
            return new DeploymentException(
                    Kind.UNAVAILABLE,
                    "The connection to the API server" + at + " broke before its answer was complete, " + ATTEMPTS
                            + " times.",
                    cause);
        }
        return new DeploymentException(Kind.UNAVAILABLE, "The API server" + at + " could not be asked.", cause);
    }

    private String tlsProblem(SSLException problem) {
        if (problem instanceof SSLPeerUnverifiedException) {
            return "The certificate of " + server + " is for another host. Is the URL right? If the server is known by"
                    + " another name on purpose, set tls-server-name in the kubeconfig.";
        }
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "The certificate of " + server + " has expired. It must be renewed on the cluster.";
            } else if (cause instanceof CertificateNotYetValidException) {
                return "The certificate of " + server + " is not valid yet. Is the clock right?";
            } else if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                return "The certificate of " + server
                        + " is not signed by the given CA certificate, or by none that Java trusts. Give the cluster's"
                        + " CA certificate.";
            }
        }
        return "No secure connection could be made to " + server + ": "
                + Text.shorten(String.valueOf(problem.getMessage()), 200);
    }

    @Override
    public void close() {
        http.close();
    }

    /** Collects an answer's body and stops at the limit. */
    private static final class Body implements AsyncBody.Consumer<List<ByteBuffer>> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicInteger most;
        private volatile boolean tooLarge;

        Body(int most) {
            this.most = new AtomicInteger(most);
        }

        @Override
        public void consume(List<ByteBuffer> parts, AsyncBody body) {
            for (ByteBuffer part : parts) {
                byte[] content = new byte[part.remaining()];
                part.get(content);
                bytes.writeBytes(content);
            }
            if (bytes.size() > most.get()) {
                tooLarge = true;
                body.cancel();
            } else {
                body.consume();
            }
        }
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
        private final int limit;

        TooLarge(int limit) {
            super("answer too large");
            this.limit = limit;
        }
    }
}
