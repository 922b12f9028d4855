package io.jenkins.plugins.deploymentsteps.faults;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/**
 * A server of HTTP/2 (RFC 9113) over TLS on a free port of 127.0.0.1, just enough to end connections and streams as a
 * server that is restarted, or a load balancer before it, does. It does not read what is asked for: a script answers
 * the requests by their number, over all connections.
 */
public final class Http2Server implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;
    private static final int PREFACE = 24;
    private static final int REFUSED_STREAM = 7;

    private final SSLServerSocket listener;
    private final IntFunction<Reaction> script;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What becomes of one request. */
    public sealed interface Reaction {
        /**
         * An answer.
         *
         * @param status 200 or 404
         * @param json its body
         */
        record Json(int status, String json) implements Reaction {}

        /** The connection goes away and says that this request was not looked at; then it ends. */
        record GoAwayBefore() implements Reaction {}

        /** The connection goes away and says that this request may have been done; then it ends without an answer. */
        record GoAwayAmid() implements Reaction {}

        /** This request is not looked at, and the connection goes on. */
        record Refuse() implements Reaction {}
    }

    /**
     * Starts a server.
     *
     * @param script answers the requests by their number, from 0
     */
    public Http2Server(ServerCertificate certificate, IntFunction<Reaction> script) {
        this.script = script;
        try {
            listener = (SSLServerSocket) certificate
                    .sslContext()
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        listener.setSSLParameters(parameters);
        daemon(this::accept);
    }

    /** Returns the server's URL. */
    public String url() {
        return "https://127.0.0.1:" + listener.getLocalPort();
    }

    /** Returns how many requests came. */
    public int requests() {
        return requests.get();
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
                daemon(() -> serve(socket));
            } catch (IOException e) {
                // Closed, which the loop sees.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            in.readFully(new byte[PREFACE]);
            frame(out, SETTINGS, 0, 0, new byte[0]);
            boolean goesOn = true;
            while (goesOn) {
                byte[] payload = new byte[in.readUnsignedByte() << 16 | in.readUnsignedShort()];
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                in.readFully(payload);
                boolean isRequest = type == HEADERS || type == DATA;
                if (isRequest && (flags & END_STREAM) != 0) {
                    goesOn = react(out, stream);
                } else if ((type == SETTINGS || type == PING) && flags != ACK) {
                    frame(out, type, ACK, 0, type == PING ? payload : new byte[0]);
                }
            }
        } catch (IOException e) {
            // The client went away, as it may; a test sees that by what the client reports.
        } finally {
            open.remove(socket);
        }
    }

    /** Returns whether the connection goes on. */
    private boolean react(OutputStream out, int stream) throws IOException {
        Reaction reaction = script.apply(requests.getAndIncrement());
        if (reaction instanceof Reaction.Json answer) {
            frame(out, HEADERS, END_HEADERS, stream, head(answer.status()));
            frame(out, DATA, END_STREAM, stream, answer.json().getBytes(StandardCharsets.UTF_8));
            return true;
        } else if (reaction instanceof Reaction.Refuse) {
            frame(out, RST_STREAM, 0, stream, numbers(REFUSED_STREAM));
            return true;
        }
        // The client's streams have the odd numbers.
        frame(out, GOAWAY, 0, 0, numbers(reaction instanceof Reaction.GoAwayBefore ? stream - 2 : stream, 0));
        return false;
    }

    /** HPACK (RFC 7541): 200 and 404 are the entries 8 and 13 of its static table, content-type the entry 31. */
    private static byte[] head(int status) {
        byte[] type = "application/json".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(0x80 | (status == 200 ? 8 : 13));
        head.write(0x0F);
        head.write(31 - 0x0F);
        head.write(type.length);
        head.writeBytes(type);
        return head.toByteArray();
    }

    private static byte[] numbers(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        out.write(frame.array());
        out.flush();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "http2-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the server and its connections. */
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
