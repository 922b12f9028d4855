package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.io.IOException;
import java.net.Authenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
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
 * <li>Only reads follow a redirect, and only to the same scheme, host and port: a credential goes nowhere else. A
 *     download, which carries none, goes wherever it is sent by {@code https:}.
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

    /** Waits between two attempts. */
    interface Sleeper {
        /**
         * Waits.
         *
         * @throws InterruptedException at once if the thread is interrupted
         */
        void sleep(Duration time) throws InterruptedException;
    }

    /**
     * Makes a client; nothing is sent yet.
     *
     * @param peer what it talks to, as messages name it: {@code Argo CD}
     * @param trust whose certificate the server may show
     * @param proxy the way to the server
     * @param redactor removes the credentials from what the server says
     * @throws DeploymentException (invalid input) if the CA certificate cannot be read
     */
    public static ApiClient create(String peer, TlsTrust trust, ProxySettings proxy, Redactor redactor)
            throws DeploymentException {
        return create(
                peer, trust, proxy, redactor, RetryPolicy.USUAL, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }

    static ApiClient create(
            String peer, TlsTrust trust, ProxySettings proxy, Redactor redactor, RetryPolicy retries, Sleeper sleeper)
            throws DeploymentException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .proxy(proxy.selector())
                .sslContext(TlsTrust.context(trust.trustManager()));
        Authenticator authenticator = proxy.authenticator();
        if (authenticator != null) {
            builder.authenticator(authenticator);
        }
        return new ApiClient(peer, builder.build(), redactor, retries, sleeper);
    }

    private ApiClient(String peer, HttpClient client, Redactor redactor, RetryPolicy retries, Sleeper sleeper) {
        this.peer = peer;
        this.client = client;
        this.redactor = redactor;
        this.retries = retries;
        this.sleeper = sleeper;
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
            NoAnswer fault = null;
            try {
                response = follow(request, uri, deadline);
            } catch (NoAnswer e) {
                fault = e;
            }
            boolean mayPass = response == null ? fault.mayPass : RetryPolicy.isPassing(response.status());
            Duration pause = mayPass && request.isRead() ? pause(attempt, response) : null;
            if (pause == null || pause.compareTo(deadline.remaining()) >= 0) {
                if (response == null) {
                    throw fault.failure;
                }
                return response;
            }
            sleeper.sleep(pause);
        }
    }

    /**
     * Reads a file, whatever its type, without any credential. It follows redirects to other servers, but none that
     * leaves {@code https:}.
     *
     * @param uri with {@code https:}
     * @param deadline when to give up, retries and pauses included
     * @return the answer, whatever its status but a redirect
     * @throws DeploymentException as {@link #send} does
     * @throws InterruptedException if the thread is interrupted
     */
    ApiResponse download(URI uri, Deadline deadline) throws DeploymentException, InterruptedException {
        URI next = uri;
        for (int redirects = 0; ; redirects++) {
            ApiRequest request = ApiRequest.download(ApiUrl.of(next));
            ApiResponse response = send(request, deadline);
            if (!isRedirect(response)) {
                return response;
            }
            URI to = location(response, next);
            if (to == null || !"https".equalsIgnoreCase(to.getScheme()) || redirects == MOST_REDIRECTS) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        peer + " (" + request.url() + ") answered with a redirect (HTTP " + response.status()
                                + "), which is not followed: "
                                + (redirects == MOST_REDIRECTS
                                        ? "it was one too many."
                                        : "it does not lead to an https:// URL."));
            }
            next = to;
        }
    }

    @CheckForNull
    private static URI location(ApiResponse response, URI from) {
        try {
            URI to = response.header("location").map(from::resolve).orElse(null);
            return to == null || to.getScheme() == null || to.getHost() == null || to.getRawUserInfo() != null
                    ? null
                    : to;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isRedirect(ApiResponse response) {
        return response.status() >= 300 && response.status() < 400 && response.status() != 304;
    }

    @CheckForNull
    private Duration pause(int attempt, @CheckForNull ApiResponse response) {
        return response == null
                ? retries.pause(attempt, null, null)
                : retries.pause(
                        attempt,
                        response.header("retry-after").orElse(null),
                        response.header("date").orElse(null));
    }

    private ApiResponse follow(ApiRequest request, URI start, Deadline deadline)
            throws DeploymentException, InterruptedException, NoAnswer {
        URI uri = start;
        for (int redirects = 0; ; redirects++) {
            ApiResponse response = exchange(request, uri, deadline);
            if (request.isDownload()) {
                return response;
            }
            if (response.isSuccess() && response.isHtml()) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        peer + " (" + request.url() + ") answered with a web page instead of data. Either the URL is"
                                + " not that of the server, or a login page (SSO) stands before it: its API must be"
                                + " reachable with the credential alone.");
            }
            if (!isRedirect(response)) {
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
                && ApiUrl.origin(to).equals(ApiUrl.origin(from))) {
            return to;
        }
        // Without the query: logins carry secrets there.
        String where = isUsable ? ApiUrl.origin(to) + Text.shorten(String.valueOf(to.getPath()), 200) : "nowhere";
        String why = !request.isRead()
                ? "It is not followed, because it answers a write."
                : isUsable && ApiUrl.origin(to).equals(ApiUrl.origin(from))
                        ? "That was one redirect too many."
                        : "It is not followed, because the credential is for this server only.";
        throw new DeploymentException(
                Kind.INVALID_INPUT,
                peer + " (" + request.url() + ") answered with a redirect (HTTP " + response.status() + ") to " + where
                        + ". " + why + " If the server moved, use its new URL; if that is a login page (SSO), its API"
                        + " must be reachable without it.");
    }

    private ApiResponse exchange(ApiRequest request, URI uri, Deadline deadline)
            throws DeploymentException, InterruptedException, NoAnswer {
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
            throw noAnswer(request, new HttpTimeoutException("no answer within " + timeout));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (isChallengeWithoutScheme(cause)) {
                return new ApiResponse(peer, request, 401, Map.of(), new byte[0], redactor);
            }
            if (cause instanceof IOException failure) {
                throw noAnswer(request, failure);
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
        // A proxy's refusal of a tunnel has no body at all, not even an empty one.
        byte[] body = answer.body() == null ? new byte[0] : answer.body();
        return new ApiResponse(peer, request, answer.statusCode(), headers, body, redactor);
    }

    private static HttpRequest httpRequest(ApiRequest request, URI uri, Duration timeout) throws DeploymentException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Accept", request.isDownload() ? "*/*" : "application/json")
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "jenkins-deployment-steps");
        if (!request.isRead()) {
            // Argo CD refuses a write without it, also one without a body.
            builder.header("Content-Type", "application/json");
        }
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            builder.setHeader(header.getKey(), HeaderValue.checked(header.getKey(), header.getValue()));
        }
        boolean hasBody = request.body() != null;
        return builder.method(
                        request.method(),
                        hasBody ? BodyPublishers.ofByteArray(request.bytes()) : BodyPublishers.noBody())
                .build();
    }

    /**
     * Whether the JDK gave up on an answer 401 without {@code WWW-Authenticate}, which it does when it has an
     * authenticator (for the proxy), as {@code jdk.internal.net.http.AuthenticationFilter} shows. Argo CD answers so.
     */
    private static boolean isChallengeWithoutScheme(Throwable failure) {
        return failure instanceof IOException
                && String.valueOf(failure.getMessage()).contains("WWW-Authenticate header missing");
    }

    private NoAnswer noAnswer(ApiRequest request, IOException failure) {
        String to = peer + " (" + request.url() + ") ";
        if (failure instanceof LimitedBody.TooLarge) {
            String message = to + "answered with more than " + (LimitedBody.LARGEST >> 20) + " MiB, which is not read.";
            return new NoAnswer(false, new DeploymentException(Kind.INVALID_INPUT, message, failure));
        }
        NetworkFault fault = NetworkFault.of(failure, request.url().uri().getHost());
        return new NoAnswer(fault.mayPass(), new DeploymentException(fault.kind(), to + fault.sentence(), failure));
    }

    /** A failure, and whether a read may be sent again after it. */
    private static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean mayPass;
        private final DeploymentException failure;

        NoAnswer(boolean mayPass, DeploymentException failure) {
            super(failure);
            this.mayPass = mayPass;
            this.failure = failure;
        }
    }
}
