package io.jenkins.plugins.deploymentsteps.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/**
 * The real Git's own HTTP server ({@code git http-backend}) on the loopback, with a place to put in the faults that no
 * host shows on demand.
 */
public final class GitHttpServer extends ExternalResource {
    /** The user and password that it wants if {@link #closed}. */
    public static final String USER = "jenkins";

    public static final String PASSWORD = "s3cret-Pa55";

    public final List<String> requests = new CopyOnWriteArrayList<>();
    final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    final AtomicLong bytesSent = new AtomicLong();
    final AtomicLong bytesReceived = new AtomicLong();
    public volatile boolean closed;
    volatile boolean oldProtocol;
    public volatile Fault before = (exchange, request) -> false;
    volatile Fault after = (exchange, request) -> false;

    private final TemporaryFolder folder = new TemporaryFolder();
    private HttpServer server;
    private ExecutorService threads;

    /** Does something else than to answer. */
    public interface Fault {
        /** Returns whether it has dealt with the exchange. */
        boolean act(HttpExchange exchange, String request) throws IOException;
    }

    @Override
    protected void before() throws IOException {
        folder.create();
        threads = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        git(folder.getRoot(), "init", "--quiet", "--bare", "--initial-branch=main", "repo.git");
        configure("http.receivepack", "true");
        configure("uploadpack.allowFilter", "true");
        configure("receive.advertiseAtomic", "true");
    }

    @Override
    protected void after() {
        server.stop(0);
        threads.shutdownNow();
        folder.delete();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/repo.git";
    }

    File repository() {
        return new File(folder.getRoot(), "repo.git");
    }

    void configure(String key, String value) throws IOException {
        git(repository(), "config", key, value);
    }

    /** Installs a hook of the server's repository. */
    public void hook(String name, String script) throws IOException {
        Path hook = repository().toPath().resolve("hooks").resolve(name);
        Files.writeString(hook, "#!/bin/sh\n" + script + "\n");
        if (!hook.toFile().setExecutable(true)) {
            throw new IOException("not executable: " + hook);
        }
    }

    /** Commits files with the real git, past the HTTP server. */
    public void commit(Map<String, String> files) throws IOException {
        File work = folder.newFolder();
        git(work, "init", "--quiet", "--initial-branch=main", ".");
        if (!git(repository(), "branch", "--list", "main").isBlank()) {
            git(work, "pull", "--quiet", repository().toString(), "main");
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = work.toPath().resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        commitAll(work);
    }

    /** Commits a work tree and pushes it to the repository's main. */
    void commitAll(File work) throws IOException {
        git(work, "add", "--all");
        git(work, "commit", "--quiet", "--message=Others");
        git(work, "push", "--quiet", repository().toString(), "HEAD:main");
    }

    File newFolder() throws IOException {
        return folder.newFolder();
    }

    /** Runs the real git on the server's repository. */
    public String git(String... arguments) throws IOException {
        return git(repository(), arguments);
    }

    static String git(File directory, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git").directory(directory);
        builder.command().addAll(Arrays.asList(arguments));
        isolate(builder.environment());
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("git " + String.join(" ", arguments) + ": " + output);
            }
        } catch (InterruptedException e) {
            process.destroy();
            throw new IOException(e);
        }
        return output;
    }

    private static void isolate(Map<String, String> environment) {
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + role + "_NAME", "Other");
            environment.put("GIT_" + role + "_EMAIL", "other@localhost");
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            requests.add(request);
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            byte[] body = exchange.getRequestBody().readAllBytes();
            bytesReceived.addAndGet(body.length);
            if (before.act(exchange, request)) {
                return;
            }
            String login = "Basic "
                    + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            if (closed && !login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            byte[] answer = cgi(exchange, body);
            if (!after.act(exchange, request)) {
                answer(exchange, answer);
            }
        }
    }

    private byte[] cgi(HttpExchange exchange, byte[] body) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        Map<String, String> environment = builder.environment();
        isolate(environment);
        environment.put("GIT_PROJECT_ROOT", folder.getRoot().toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put("QUERY_STRING", String.valueOf(exchange.getRequestURI().getQuery()));
        environment.put("CONTENT_LENGTH", Integer.toString(body.length));
        header(exchange, "Content-Type", environment, "CONTENT_TYPE");
        header(exchange, "Content-Encoding", environment, "HTTP_CONTENT_ENCODING");
        if (!oldProtocol) {
            header(exchange, "Git-Protocol", environment, "GIT_PROTOCOL");
        }
        Process process = builder.start();
        try {
            threads.submit(() -> process.getErrorStream().transferTo(new ByteArrayOutputStream()));
            process.getOutputStream().write(body);
            process.getOutputStream().close();
            try (InputStream output = process.getInputStream()) {
                return output.readAllBytes();
            }
        } finally {
            process.destroy();
        }
    }

    private static void header(HttpExchange exchange, String name, Map<String, String> environment, String variable) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
            environment.put(variable, value);
        }
    }

    private void answer(HttpExchange exchange, byte[] answer) throws IOException {
        int end = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        String head = new String(answer, 0, end, StandardCharsets.ISO_8859_1);
        Map<String, String> fields = head.lines()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));
        String status = fields.remove("Status");
        fields.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        int length = answer.length - end - 4;
        exchange.sendResponseHeaders(
                status == null ? 200 : Integer.parseInt(status.split(" ")[0]), length == 0 ? -1 : length);
        bytesSent.addAndGet(length);
        if (length > 0) {
            exchange.getResponseBody().write(answer, end + 4, length);
        }
    }
}
