package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request to an API. Its text form shows neither headers nor body.
 *
 * @param method such as {@code GET}
 * @param url where to
 * @param headers what to send beside what the client always sends
 * @param body JSON, or null for none
 * @param timeout how long the whole answer may take, its body included
 */
public record ApiRequest(
        String method,
        ApiUrl url,
        Map<String, String> headers,
        @CheckForNull String body,
        Duration timeout) {
    private static final Duration USUAL = Duration.ofSeconds(60);

    /** Copies the map. */
    public ApiRequest {
        headers = Map.copyOf(headers);
    }

    /** Reads. */
    public static ApiRequest get(ApiUrl url) {
        return new ApiRequest("GET", url, Map.of(), null, USUAL);
    }

    /**
     * Writes.
     *
     * @param method such as {@code POST}
     * @param json the body, or null for none
     */
    public static ApiRequest write(String method, ApiUrl url, @CheckForNull String json) {
        return new ApiRequest(method, url, Map.of(), json, USUAL);
    }

    /** The same request with a header more. */
    public ApiRequest with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiRequest(method, url, more, body, timeout);
    }

    /** Whether sending it twice does the same as once, without looking: reads only. */
    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Returns what it is sent with as proof of who we are, which a server might repeat. */
    List<String> secrets() {
        String authorization = headers.getOrDefault("Authorization", "");
        return List.of(authorization.substring(authorization.indexOf(' ') + 1));
    }

    byte[] bytes() {
        return body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + url;
    }
}
