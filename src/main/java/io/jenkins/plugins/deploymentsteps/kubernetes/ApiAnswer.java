package io.jenkins.plugins.deploymentsteps.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer of the API server.
 *
 * @param status the HTTP status
 * @param contentType as given, empty if it is not
 * @param retryAfter when to try again, as the server asks; null if it does not
 * @param date the server's clock at the answer; null if it did not say
 * @param took how long the request took, all attempts together, on our clock
 * @param attempt which attempt was answered, from 1
 * @param body at most what the request allowed
 */
@SuppressWarnings("ArrayRecordComponent")
record ApiAnswer(
        int status,
        String contentType,
        @CheckForNull Duration retryAfter,
        @CheckForNull Instant date,
        Duration took,
        int attempt,
        byte[] body) {
    /** Deeper than any real object, far from what overflows a stack. */
    private static final int DEEPEST = 200;

    static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    static ApiAnswer of(HttpResponse<?> response, Duration took, int attempt, byte[] body) {
        Instant date = instant(response.header("Date"));
        String contentType = response.header("Content-Type");
        return new ApiAnswer(
                response.code(),
                contentType == null ? "" : contentType,
                retryAfter(response.header("Retry-After"), date == null ? Instant.now() : date),
                date,
                took,
                attempt,
                body);
    }

    /** Retry-After is a number of seconds or a date (RFC 9110, 10.2.3). */
    @CheckForNull
    private static Duration retryAfter(@CheckForNull String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.trim();
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        Instant date = instant(text);
        if (date == null) {
            return null;
        }
        return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
    }

    @CheckForNull
    private static Instant instant(@CheckForNull String header) {
        try {
            return header == null
                    ? null
                    : ZonedDateTime.parse(header.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isJson() {
        return contentType.startsWith("application/json");
    }

    /**
     * Reads the body as a JSON object.
     *
     * @throws IOException if it is none
     */
    Map<String, Object> object() throws IOException {
        Map<String, Object> object = JSON.readValue(body, OBJECT);
        if (object == null) {
            throw new IOException("null instead of an object");
        }
        return object;
    }
}
