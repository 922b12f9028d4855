package io.jenkins.plugins.deploymentsteps.http;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Talks to the API of one peer.
 *
 * <ul>
 * <li>Only reads are sent again, a few times, after a passing fault, with the pause that the server asks for.
 * <li>Only reads follow a redirect, and only to the same scheme, host and port: a credential goes nowhere else.
 * <li>Connecting, the whole answer, and its size are limited; nothing is decompressed.
 * <li>An interrupt ends a call at once.
 * <li>HTTP/1.1 only: Argo CD gives HTTP/2 on the same port to gRPC.
 * </ul>
 *
 * <p>Safe for use by several threads. Make one per connection: each has a selector thread, which the JDK ends when the
 * client is no longer referenced.
 */
public final class ApiClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_REDIRECTS = 5;

    private final String peer;
    private final HttpClient client;
    private final Redactor redactor;
    private final RetryPolicy retries;
    private final Sleeper sleeper;
    private final Clock clock;

    /** Waits between two attempts. */
    interface Sleeper {
        /** @throws InterruptedException at once if the thread is interrupted */
        void sleep(Duration time) throws InterruptedException;
    }

    /**
     * Makes a client; nothing is sent yet.
     *
     * @param peer what it talks to, as messages name it: {@code Argo CD}
     * @param builder knows the proxy, if any; everything else is set here
     * @param trust whose certificate the server may show
     * @param redactor removes the credentials from what the server says
     * @throws DeploymentException (invalid input) if the CA certificate cannot be read
     */
    public static ApiClient create(String peer, HttpClient.Builder builder, TlsTrust trust, Redactor redactor)
            throws DeploymentException {
        return new ApiClient(
                peer,
                builder,
                trust,
                redactor,
                RetryPolicy.USUAL,
                time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()),
                Clock.systemUTC());
    }

    ApiClient(
            String peer,
            HttpClient.Builder builder,
            TlsTrust trust,
            Redactor redactor,
            RetryPolicy retries,
            Sleeper sleeper,
            Clock clock)
            throws DeploymentException {
        this.peer = peer;
        this.redactor = redactor;
        this.retries = retries;
        this.sleeper = sleeper;
        this.clock = clock;
        this.client = builder.version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .sslContext(trust.sslContext())
                .build();
    }

    /**
     * Sends a request.
     *
     * @param deadline when to give up, retries and pauses included
     * @return the answer, whatever its status but a redirect, and never a web page with a status of success
     * @throws DeploymentException (unavailable) if the server did not answer: then a write may have been done or not;
     *     (invalid input) for what trying again cannot mend: TLS, a redirect, a web page, an answer too large
     * @throws InterruptedException if the thread is interrupted: then a write may have been done or not
     */
    public ApiResponse send(ApiRequest request, Deadline deadline) throws DeploymentException, InterruptedException {
        URI uri = request.url().uri();
        for (int attempt = 1; ; attempt++) {
            ApiResponse response = null;
            DeploymentException failure = null;
            try {
                response = follow(request, uri, deadline);
            } catch (PassingFault e) {
                failure = e.failure;
            }
            if (response != null && !retries.isPassing(response.status())) {
                return response;
            }
            String retryAfter =
                    response == null ? null : response.header("retry-after").orElse(null);
            Duration pause = request.isRead() ? retries.pause(attempt, retryAfter, clock.instant()) : null;
            if (pause == null || pause.compareTo(deadline.remaining()) >= 0) {
                if (response == null) {
                    throw failure;
                }
                return response;
            }
            sleeper.sleep(pause);
        }
    }

    private ApiResponse follow(ApiRequest request, URI start, Deadline deadline)
            throws DeploymentException, InterruptedException, PassingFault {
        URI uri = start;
        for (int redirects = 0; ; redirects++) {
            ApiResponse response = exchange(request, uri, deadline);
            if (response.isSuccess() && response.isHtml()) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        peer + " (" + request.url() + ") answered with a web page instead of data. Either the URL is"
                                + " not that of the server, or a login page (SSO) stands before it: its API must be"
                                + " reachable with the credential alone.");
            }
            boolean isRedirect = response.status() >= 300 && response.status() < 400 && response.status() != 304;
            if (!isRedirect) {
                return response;
            }
            uri = redirected(request, uri, response, redirects);
        }
    }

    private URI redirected(ApiRequest request, URI from, ApiResponse response, int redirects)
            throws DeploymentException {
        URI to = null;
        try {
            to = response.header("location").map(from::resolve).orElse(null);
        } catch (IllegalArgumentException e) {
            // Not a URL; said below.
        }
        boolean isUsable = to != null && to.getScheme() != null && to.getHost() != null;
        if (isUsable
                && request.isRead()
                && redirects < MOST_REDIRECTS
                && origin(to).equals(origin(from))) {
            return to;
        }
        // Without the query: logins carry secrets there.
        String where = isUsable ? origin(to) + Text.shorten(String.valueOf(to.getPath()), 200) : "nowhere";
        String why = !request.isRead()
                ? "It is not followed, because it answers a write."
                : isUsable && origin(to).equals(origin(from))
                        ? "That was one redirect too many."
                        : "It is not followed, because the credential is for this server only.";
        throw new DeploymentException(
                Kind.INVALID_INPUT,
                peer + " (" + request.url() + ") answered with a redirect (HTTP " + response.status() + ") to " + where
                        + ". " + why + " If the server moved, use its new URL; if that is a login page (SSO), its API"
                        + " must be reachable without it.");
    }

    private static String origin(URI uri) {
        return ApiUrl.origin(uri);
    }

    private ApiResponse exchange(ApiRequest request, URI uri, Deadline deadline)
            throws DeploymentException, InterruptedException, PassingFault {
        Duration timeout =
                deadline.remaining().compareTo(request.timeout()) < 0 ? deadline.remaining() : request.timeout();
        if (timeout.isZero()) {
            throw new DeploymentException(Kind.TIMEOUT, "Time is up before " + request + " could be sent to " + peer);
        }
        CompletableFuture<HttpResponse<byte[]>> future =
                client.sendAsync(httpRequest(request, uri, timeout), LimitedBody.handler());
        HttpResponse<byte[]> answer;
        try {
            answer = future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (TimeoutException e) {
            future.cancel(true);
            throw HttpFailure.timeout(peer, request, timeout);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (HttpFailure.isChallengeWithoutScheme(cause)) {
                return new ApiResponse(peer, request, 401, Map.of(), new byte[0], redactor);
            }
            if (cause instanceof IOException failure) {
                throw HttpFailure.of(peer, request, timeout, failure);
            }
            throw new IllegalStateException("The HTTP client failed at " + request, cause);
        }
        Map<String, String> headers = new HashMap<>();
        answer.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String encoding = headers.getOrDefault("content-encoding", "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    peer + " (" + request.url() + ") answered compressed (" + Text.shorten(encoding, 40)
                            + "), which was not asked for. A proxy before it must not compress.");
        }
        return new ApiResponse(peer, request, answer.statusCode(), headers, answer.body(), redactor);
    }

    private static HttpRequest httpRequest(ApiRequest request, URI uri, Duration timeout) throws DeploymentException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "jenkins-deployment-steps");
        if (!request.isRead()) {
            // Argo CD refuses a write without it, also one without a body.
            builder.header("Content-Type", "application/json");
        }
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            builder.setHeader(header.getKey(), checked(header));
        }
        boolean hasBody = request.body() != null;
        return builder.method(
                        request.method(),
                        hasBody ? BodyPublishers.ofByteArray(request.bytes()) : BodyPublishers.noBody())
                .build();
    }

    /** A line break in a value would begin another header; the JDK's own refusal would quote the value. */
    private static String checked(Map.Entry<String, String> header) throws DeploymentException {
        if (header.getValue().chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7F || c > 0xFF)) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The value for the HTTP header " + header.getKey() + " holds a line break or another character"
                            + " that cannot be sent. If it is a credential, save it again without.");
        }
        return header.getValue();
    }

    /** A failure after which a read may be sent again. */
    static final class PassingFault extends Exception {
        private static final long serialVersionUID = 1L;

        private final DeploymentException failure;

        PassingFault(DeploymentException failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
