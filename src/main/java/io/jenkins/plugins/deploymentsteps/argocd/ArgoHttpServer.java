package io.jenkins.plugins.deploymentsteps.argocd;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest;
import io.jenkins.plugins.deploymentsteps.http.ApiClient;
import io.jenkins.plugins.deploymentsteps.http.ApiRequest;
import io.jenkins.plugins.deploymentsteps.http.ApiResponse;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import io.jenkins.plugins.deploymentsteps.http.Json;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.http.TlsTrust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * An Argo CD server, spoken to by its REST API (version 1, of Argo CD 2.x and 3.x).
 *
 * <p>Safe for use by several threads.
 */
public final class ArgoHttpServer implements ArgoServer {
    /** A call with its retries; a look holds a thread for no longer. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(120);

    private final ArgoConnection connection;
    private final ApiUrl base;
    private final ApiClient client;

    /** Held while a session is opened, so that there is one; who waits for it can be interrupted. */
    private final ReentrantLock sessionLock = new ReentrantLock();

    /** The token of the session that was opened for a user and password; null until it is needed. */
    @CheckForNull
    private volatile String session;

    private ArgoHttpServer(ArgoConnection connection, ApiUrl base, ApiClient client) {
        this.connection = connection;
        this.base = base;
        this.client = client;
    }

    /**
     * Opens a connection; nothing is sent yet.
     *
     * @param connection which server, and as whom
     * @param proxy the way to it
     * @throws DeploymentException (invalid input) if the URL, the certificate or the credential cannot be used
     */
    public static ArgoServer open(ArgoConnection connection, ProxySettings proxy) throws DeploymentException {
        ApiUrl base = ApiUrl.parse("The Argo CD server's URL", connection.url(), connection.skipTlsVerify());
        if (connection.secrets().stream().allMatch(String::isBlank)) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The credential for Argo CD at " + base + " is empty. Enter its token or password.");
        }
        TlsTrust trust = new TlsTrust(connection.caCertificate(), connection.skipTlsVerify());
        List<String> secrets = new ArrayList<>(connection.secrets());
        secrets.addAll(proxy.secrets());
        return new ArgoHttpServer(connection, base, ApiClient.create("Argo CD", trust, proxy, Redactor.of(secrets)));
    }

    @Override
    public String url() {
        return base.toString();
    }

    @Override
    public Map<String, Object> application(String application, SyncRequest.Refresh refresh)
            throws DeploymentException, InterruptedException {
        ApplicationName name = ApplicationName.parse(application);
        String mode =
                switch (refresh) {
                    case NORMAL -> "normal";
                    case HARD -> "hard";
                    case NONE -> null;
                };
        return read(ApiRequest.get(name.in(base).query("refresh", mode)), application);
    }

    @Override
    public Map<String, Object> resourceTree(String application) throws DeploymentException, InterruptedException {
        return read(ApiRequest.get(ApplicationName.parse(application).in(base, "resource-tree")), application);
    }

    private Map<String, Object> read(ApiRequest request, String application)
            throws DeploymentException, InterruptedException {
        ApiResponse response = send(request);
        if (response.isSuccess()) {
            return response.json();
        }
        throw isHidden(response) ? hidden(application) : failure(response, "reading application '" + application + "'");
    }

    @Override
    public void sync(String application, SyncOperation operation) throws DeploymentException, InterruptedException {
        ApplicationName name = ApplicationName.parse(application);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name.name());
        if (!name.namespace().isEmpty()) {
            body.put("appNamespace", name.namespace());
        }
        if (operation.revisions().size() == 1) {
            body.put("revision", operation.revisions().get(0));
        } else if (!operation.revisions().isEmpty()) {
            body.put("revisions", operation.revisions());
            body.put("sourcePositions", positions(operation.revisions().size()));
        }
        body.put("prune", operation.prune());
        body.put("dryRun", operation.dryRun());
        body.put("infos", List.of(Map.of("name", SyncOperation.ID_INFO, "value", operation.id())));
        ApiResponse response = send(ApiRequest.write("POST", name.in(base, "sync"), Json.write(body)));
        if (response.isSuccess()) {
            return;
        }
        String message = response.message();
        if (message.contains("another operation is already in progress")) {
            throw new DeploymentException(
                    Kind.CONFLICT, "Argo CD application '" + application + "' has another operation in progress.");
        }
        if (isHidden(response)) {
            throw hidden(application);
        }
        if (message.contains("sync window")) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    "Argo CD does not sync application '" + application + "' now: " + message
                            + ". A sync window of its project forbids it; deploy when it is open, or have it changed.");
        }
        if (response.status() == 400) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "Argo CD refuses to sync application '" + application + "'"
                            + (operation.revisions().isEmpty() ? "" : " to " + String.join(", ", operation.revisions()))
                            + ": " + message + ".");
        }
        throw failure(response, "syncing application '" + application + "'");
    }

    /** Positions of sources count from 1. */
    private static List<Integer> positions(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    @Override
    public void terminate(String application) throws DeploymentException, InterruptedException {
        ApiResponse response = send(
                ApiRequest.write("DELETE", ApplicationName.parse(application).in(base, "operation"), null));
        if (response.isSuccess() || response.message().contains("No operation is in progress")) {
            return;
        }
        throw isHidden(response)
                ? hidden(application)
                : failure(response, "terminating the operation of application '" + application + "'");
    }

    /**
     * Whether the application is missing or may not be seen. Argo CD answers both alike, and with exactly these words
     * (its {@code PermissionDeniedAPIError}); when a right on a visible application lacks, it says which.
     */
    private static boolean isHidden(ApiResponse response) {
        return response.status() == 404 && isArgoError(response)
                || response.status() == 403 && response.message().equals("permission denied");
    }

    /** Errors of Argo CD carry the code of the gRPC call behind them; those of other servers an HTTP status or nothing. */
    private static boolean isArgoError(ApiResponse response) {
        try {
            return response.json().get("code") instanceof Number code && code.intValue() < 100;
        } catch (DeploymentException e) {
            return false;
        }
    }

    private DeploymentException failure(ApiResponse response, String doing) {
        if (response.status() == 404 && !isArgoError(response)) {
            return new DeploymentException(
                    Kind.INVALID_INPUT,
                    "What answers at " + base + " is not the API of Argo CD (HTTP 404 while " + doing
                            + "). Check the server's URL: it is that of Argo CD's web pages, with the root path if there is"
                            + " one.");
        }
        return response.failure(doing);
    }

    private DeploymentException hidden(String application) {
        return new DeploymentException(
                Kind.NOT_FOUND,
                "Argo CD at " + base + " does not show application '" + application + "': either there is none of that"
                        + " name, or the credential may not see it (Argo CD does not tell which). Check the name, write"
                        + " namespace/name if it is not in Argo CD's own namespace, and check that the account may"
                        + " 'get' it.");
    }

    private ApiResponse send(ApiRequest request) throws DeploymentException, InterruptedException {
        Deadline deadline = Deadline.after(LONGEST_CALL);
        String token = connection.auth() instanceof ArgoAuth.Token fixed ? fixed.token() : session(null, deadline);
        ApiResponse response = client.send(request.with("Authorization", "Bearer " + token.trim()), deadline);
        if (response.status() == 401 && connection.auth() instanceof ArgoAuth.UserPassword) {
            // The session is over. A refused request was not carried out, so a write may be sent again.
            String renewed = session(token, deadline);
            response = client.send(request.with("Authorization", "Bearer " + renewed), deadline);
        }
        if (response.status() == 401) {
            throw response.failure("checking who we are");
        }
        return response;
    }

    /**
     * The session's token.
     *
     * @param expired a token that is not to be used any more, or null
     */
    private String session(@CheckForNull String expired, Deadline deadline)
            throws DeploymentException, InterruptedException {
        sessionLock.lockInterruptibly();
        try {
            String known = session;
            if (known == null || known.equals(expired)) {
                session = null;
                known = logIn(deadline);
                session = known;
            }
            return known;
        } finally {
            sessionLock.unlock();
        }
    }

    private String logIn(Deadline deadline) throws DeploymentException, InterruptedException {
        ArgoAuth.UserPassword account = (ArgoAuth.UserPassword) connection.auth();
        String body = Json.write(Map.of("username", account.user(), "password", account.password()));
        ApiResponse response = client.send(ApiRequest.write("POST", base.path("api", "v1", "session"), body), deadline);
        if (!response.isSuccess()) {
            throw failure(response, "logging in as '" + account.user() + "'");
        }
        if (response.json().get("token") instanceof String token && !token.isBlank()) {
            return token;
        }
        throw new DeploymentException(
                Kind.INVALID_INPUT,
                "Argo CD at " + base + " answered the login as '" + account.user() + "' without a token. Is that the"
                        + " server's URL?");
    }

    /** Forgets the session. The HTTP client has nothing to close; its thread ends when it is no longer referenced. */
    @Override
    public void close() {
        session = null;
    }
}
