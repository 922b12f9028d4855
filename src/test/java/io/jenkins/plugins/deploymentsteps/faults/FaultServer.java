package io.jenkins.plugins.deploymentsteps.faults;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * An HTTP/1.1 server on a free port of 127.0.0.1, with or without TLS, that does with each request what a test scripts:
 *
 * <pre>{@code
 * try (FaultServer server = FaultServer.http()) {
 *     server.on("GET", "/api/v1/.*", Answer.status(429).withHeader("Retry-After", "1"), Answer.json("{}"));
 *     ...
 *     assertThat(server.requests(), hasSize(2));
 * }
 * }</pre>
 *
 * <p>The answers of a rule are given in turn, the last one again and again. A request that no rule knows gets 404.
 */
public final class FaultServer implements AutoCloseable {
    private final ServerSocket listener;
    private final String scheme;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * A request that was received.
     *
     * @param method in upper case
     * @param path with the query
     * @param headers names in lower case
     * @param body as text
     */
    public record Request(String method, String path, Map<String, String> headers, String body) {}

    private record Rule(String method, Pattern path, Function<Request, Answer> answer) {}

    private FaultServer(ServerSocket listener, String scheme) {
        this.listener = listener;
        this.scheme = scheme;
        daemon(this::accept, "accept");
    }

    /** A server without TLS. */
    public static FaultServer http() {
        try {
            return new FaultServer(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server with TLS. */
    public static FaultServer https(ServerCertificate certificate) {
        try {
            return new FaultServer(
                    certificate
                            .sslContext()
                            .getServerSocketFactory()
                            .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1")),
                    "https");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of a port at which nobody listens. */
    public static String refusing() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return "127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's URL, without a slash at its end. */
    public String url() {
        return scheme + "://127.0.0.1:" + listener.getLocalPort();
    }

    /**
     * Scripts the answers to some requests; later rules come before earlier ones.
     *
     * @param method such as {@code GET}, or {@code *}
     * @param path a regular expression for the whole path with its query
     * @param answers in turn; the last one again and again
     */
    public FaultServer on(String method, String path, Answer... answers) {
        AtomicInteger next = new AtomicInteger();
        return on(method, path, request -> answers[Math.min(next.getAndIncrement(), answers.length - 1)]);
    }

    /** Scripts the answers to some requests by what they hold. */
    public FaultServer on(String method, String path, Function<Request, Answer> answer) {
        rules.add(0, new Rule(method, Pattern.compile(path), answer));
        return this;
    }

    /** Returns the requests so far, in the order in which they were read. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Returns the requests so far with that method whose path matches. */
    public List<Request> requests(String method, String path) {
        return requests.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().matches(path))
                .toList();
    }

    /**
     * Waits until so many requests with that method whose path matches have come.
     *
     * @throws AssertionError if they do not come within twenty seconds
     */
    public void awaitRequests(String method, String path, int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        synchronized (requests) {
            while (requests(method, path).size() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(requests(method, path).size() + " instead of " + count + " requests came");
                }
                requests.wait(left);
            }
        }
    }

    /** Returns how many connections were made. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                daemon(() -> serve(socket), "connection");
            } catch (IOException e) {
                // The listener was closed, which the loop sees.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Request request = read(in);
            while (request != null && answer(socket, request) && !isLast(request)) {
                request = read(in);
            }
        } catch (IOException e) {
            // The client went away, as it may; a test sees that by what the client reports.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static boolean isLast(Request request) {
        return "close".equalsIgnoreCase(request.headers().get("connection"));
    }

    /** Returns whether the connection goes on. */
    private boolean answer(Socket socket, Request request) throws IOException, InterruptedException {
        synchronized (requests) {
            requests.add(request);
            requests.notifyAll();
        }
        Answer answer = rules.stream()
                .filter(rule -> rule.method().equals("*") || rule.method().equals(request.method()))
                .filter(rule -> rule.path().matcher(request.path()).matches())
                .findFirst()
                .map(rule -> rule.answer().apply(request))
                .orElseGet(() -> Answer.status(404));
        if (closed.await(answer.delay().toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        OutputStream out = socket.getOutputStream();
        byte[] bytes = answer.bytes();
        switch (answer.cut()) {
            case NONE -> out.write(bytes);
            case ENDLESS -> {
                out.write(bytes);
                while (closed.getCount() > 0) {
                    out.write(answer.body());
                }
            }
            case TRICKLE -> {
                int start = bytes.length - answer.body().length;
                out.write(bytes, 0, start);
                for (int i = start; i < bytes.length && !closed.await(100, TimeUnit.MILLISECONDS); i++) {
                    out.write(bytes[i]);
                    out.flush();
                }
            }
            case CLOSE, RESET, SILENCE -> {
                out.write(bytes, 0, (int) Math.min(answer.cutAfter(), bytes.length));
                out.flush();
                if (answer.cut() == Answer.Cut.SILENCE) {
                    closed.await();
                } else if (answer.cut() == Answer.Cut.RESET) {
                    // Closing a socket that lingers for no time sends RST.
                    socket.setSoLinger(true, 0);
                }
                return false;
            }
        }
        out.flush();
        return true;
    }

    @CheckForNull
    private static Request read(InputStream in) throws IOException {
        String line = line(in);
        if (line == null || line.isEmpty()) {
            return null;
        }
        String[] start = line.split(" ");
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).trim());
        }
        return new Request(start[0], start[1], headers, new String(body(in, headers), StandardCharsets.UTF_8));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (!"chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String size = line(in); size != null; size = line(in)) {
            int length = Integer.parseInt(size.trim(), 16);
            body.write(in.readNBytes(length));
            line(in);
            if (length == 0) {
                break;
            }
        }
        return body.toByteArray();
    }

    @CheckForNull
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, "fault-server-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the server and its connections. */
    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (Socket socket : new ArrayList<>(open)) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
