package io.jenkins.plugins.deploymentsteps.jenkins;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A loopback server with as much of Argo CD's API as one application needs that is synced when it is asked to and
 * healthy when a test says so: it has to outlive restarts of a Jenkins, which the real one cannot be paused for.
 */
final class LiveArgo implements AutoCloseable {
    static final String COMMIT = "a".repeat(40);

    private static final Pattern ID = Pattern.compile("\"value\"\\s*:\\s*\"([^\"]+)\"");

    final List<String> syncs = new CopyOnWriteArrayList<>();
    final AtomicInteger reads = new AtomicInteger();
    volatile String health = "Progressing";
    volatile boolean refuses;
    private final HttpServer server;

    LiveArgo() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (refuses) {
            // As some proxies do: everything that was sent comes back.
            send(
                    exchange,
                    401,
                    "{\"message\": \"no: " + exchange.getRequestHeaders().getFirst("Authorization") + "\"}");
        } else if (exchange.getRequestMethod().equals("POST")) {
            Matcher id = ID.matcher(body);
            syncs.add(id.find() ? id.group(1) : body);
            send(exchange, 200, "{}");
        } else {
            reads.incrementAndGet();
            send(exchange, 200, application());
        }
    }

    private String application() {
        boolean synced = !syncs.isEmpty();
        String operation = synced ? """
                , "operationState": {"phase": "Succeeded", "startedAt": "2026-01-01T00:00:10Z",
                 "finishedAt": "2026-01-01T00:00:11Z", "syncResult": {"revision": "%s"}, "operation":
                 {"sync": {"revision": "%s"}, "info": [{"name": "deployment-steps/operation", "value": "%s"}]}}
                """.formatted(COMMIT, COMMIT, syncs.get(0)) : "";
        return """
                {"metadata": {"name": "shop"}, "spec": {"source": {"targetRevision": "main"}, "syncPolicy": {}},
                 "status": {"sync": {"status": "%s", "revision": "%s"}, "health": {"status": "%s"},
                 "reconciledAt": "%s", "summary": {"images": ["shop/web:1.2"]}%s}}
                """.formatted(
                        synced ? "Synced" : "OutOfSync",
                        COMMIT,
                        health,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        operation);
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
