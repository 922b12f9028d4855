package io.jenkins.plugins.deploymentsteps.faults;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy on a free port of 127.0.0.1: CONNECT for https, whole URLs for http, a login if one is wanted. It alone
 * knows the hosts that a test names, and takes them all to 127.0.0.1.
 */
public final class ProxyServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> logins = new ConcurrentHashMap<>();
    private volatile int refusal;

    /**
     * What a client asked the proxy for.
     *
     * @param line method and target
     * @param head all that came with it
     */
    public record Request(String line, String head) {}

    /** Starts a proxy that asks nobody. */
    public ProxyServer() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** Lets only one user through from now on. */
    public ProxyServer wanting(String user, String password) {
        logins.put(
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)),
                user);
        return this;
    }

    /** Answers every request with this status from now on. */
    public ProxyServer refusing(int status) {
        refusal = status;
        return this;
    }

    /** Returns where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", listener.getLocalPort());
    }

    /** Returns what it was asked for, in turn. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                daemon(() -> serve(client));
            } catch (IOException e) {
                // Closed, which the loop sees.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            for (String head = head(in); head != null; head = head(in)) {
                String line = head.lines().findFirst().orElse("");
                requests.add(new Request(line.replaceFirst(" HTTP/.*", ""), head));
                int status = refusal != 0 ? refusal : isLoggedIn(head) ? 200 : 407;
                if (status != 200) {
                    String challenge = status == 407 ? "Proxy-Authenticate: Basic realm=\"proxy\"\r\n" : "";
                    out.write(("HTTP/1.1 " + status + " Proxy\r\n" + challenge + "Content-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
                } else {
                    forward(line.split(" ")[0], line.split(" ")[1], head, client);
                    return;
                }
            }
        } catch (IOException e) {
            // One of both sides went away.
        } finally {
            open.remove(client);
        }
    }

    private boolean isLoggedIn(String head) {
        return logins.isEmpty()
                || head.lines()
                        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("proxy-authorization:"))
                        .anyMatch(header -> logins.containsKey(
                                header.substring(header.indexOf(':') + 1).trim()));
    }

    /** Takes a connection to where it wants to, and its further bytes to and fro; one request of http for each. */
    private void forward(String method, String target, String head, Socket client) throws IOException {
        boolean isTunnel = method.equals("CONNECT");
        URI uri = URI.create(isTunnel ? "https://" + target : target);
        try (Socket server = new Socket("127.0.0.1", uri.getPort())) {
            open.add(server);
            if (isTunnel) {
                client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            } else {
                String path = target.substring(target.indexOf('/', "http://".length()));
                String plain = head.replaceFirst(Pattern.quote(target), Matcher.quoteReplacement(path))
                        .replaceFirst("(?im)^proxy-authorization:.*\r\n", "")
                        .replaceFirst("(?im)^connection:.*\r\n", "");
                server.getOutputStream().write(closing(plain).getBytes(StandardCharsets.ISO_8859_1));
            }
            daemon(() -> copy(client, server));
            if (!isTunnel) {
                String answer = head(server.getInputStream());
                if (answer != null) {
                    client.getOutputStream().write(closing(answer).getBytes(StandardCharsets.ISO_8859_1));
                }
            }
            copy(server, client);
        }
    }

    /** So that the next request comes by a connection, and through the login, of its own. */
    private static String closing(String head) {
        return head.replaceFirst("\r\n", "\r\nConnection: close\r\n");
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of both sides went away.
        }
    }

    @CheckForNull
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.write(c);
            if (c == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the proxy and its connections. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
