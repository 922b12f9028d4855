package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an API answered, read to its end. */
public final class ApiResponse {
    /** Enough for any message of a server that is meant for people. */
    private static final int LONGEST_MESSAGE = 1000;

    private final String peer;
    private final ApiRequest request;
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Redactor redactor;

    /** @param headers with names in lower case */
    ApiResponse(
            String peer, ApiRequest request, int status, Map<String, String> headers, byte[] body, Redactor redactor) {
        this.peer = peer;
        this.request = request;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.redactor = redactor;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns whether the status is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Returns the first header of that name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Returns the body as text, not fit to print. */
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns whether it is a page for a browser. */
    boolean isHtml() {
        String type = header("content-type").orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("text/html") || type.startsWith("application/xhtml");
    }

    /**
     * Reads the body as a JSON object.
     *
     * @throws DeploymentException (invalid input) if it is none
     */
    public Map<String, Object> json() throws DeploymentException {
        Map<String, Object> object = jsonOrNull();
        if (object != null) {
            return object;
        }
        throw new DeploymentException(
                Kind.INVALID_INPUT,
                peer + " answered " + request + " with something that is no JSON object"
                        + (body.length == 0 ? " (it is empty)" : "") + ". Is " + request.url()
                        + " an address of its API?");
    }

    @CheckForNull
    private Map<String, Object> jsonOrNull() {
        try {
            return Json.object(body);
        } catch (IOException e) {
            // What is wrong with it would quote the body.
            return null;
        }
    }

    /** Returns the server's own words about an error, in one printable line without secrets; empty if it has none. */
    public String message() {
        if (isHtml()) {
            return "";
        }
        Map<String, Object> object = jsonOrNull();
        String text = body();
        if (object != null) {
            text = object.get("message") instanceof String message
                    ? message
                    : object.get("error") instanceof String error ? error : "";
        }
        // A session's token is not among the secrets that the client was made with.
        String hidden = Redactor.of(request.secrets()).redact(redactor.redact(text));
        return Text.shorten(hidden.trim(), LONGEST_MESSAGE);
    }

    /**
     * The failure that the status stands for, for whatever the caller does not know better.
     *
     * @param doing what was being done, such as {@code reading application 'shop'}
     */
    public DeploymentException failure(String doing) {
        String words = message().isEmpty() ? "" : ": " + message();
        String said = peer + " (" + request.url() + ") answered HTTP " + status + " while " + doing + words + ". ";
        return switch (status) {
            case 401 ->
                new DeploymentException(
                        Kind.UNAUTHORIZED,
                        said
                                + (words.contains("expired")
                                        ? "The credential has expired: renew it."
                                        : "It does not accept the credential: check that it is the right one and"
                                                + " still valid.")
                                + loginPage());
            case 403 ->
                new DeploymentException(
                        Kind.FORBIDDEN, said + "The credential is known, but lacks the right." + loginPage());
            case 404 ->
                new DeploymentException(
                        isHtml() ? Kind.INVALID_INPUT : Kind.NOT_FOUND,
                        said + (isHtml() ? "That was a web page, not an API: check the URL." : "It does not exist."));
            case 407 -> new DeploymentException(Kind.UNAUTHORIZED, said + NetworkFault.PROXY_LOGIN);
            case 409 -> new DeploymentException(Kind.CONFLICT, said + "Something else changed it.");
            case 408, 425, 429, 500, 502, 503, 504 ->
                new DeploymentException(
                        Kind.UNAVAILABLE,
                        said + (isHtml() ? "That was a proxy's page: the server behind it is not reached." : "")
                                + "Try again later.");
            default ->
                new DeploymentException(
                        status >= 500 ? Kind.UNAVAILABLE : Kind.INVALID_INPUT, said + "It does not do that.");
        };
    }

    private String loginPage() {
        return isHtml() ? " That was a web page, perhaps of a login that stands before it (SSO)." : "";
    }
}
