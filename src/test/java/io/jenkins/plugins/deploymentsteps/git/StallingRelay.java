package io.jenkins.plugins.deploymentsteps.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a real server on the loopback, and can keep back what the server says from a chosen byte on. */
final class StallingRelay implements AutoCloseable {
    private final URI server;
    private final ServerSocket listener;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final CountDownLatch decided = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final int stallAtConnection;
    private final long stallAtByte;
    private volatile boolean stalled;

    /** What went over one connection. */
    static final class Connection {
        final AtomicLong fromClient = new AtomicLong();
        final AtomicLong fromServer = new AtomicLong();
    }

    /**
     * Listens at once.
     *
     * @param server scheme, user, host and port of the server
     * @param stallAtConnection the number of the connection to stall, from 0; -1 for none
     * @param stallAtByte how many bytes the server may say on it
     */
    StallingRelay(String server, int stallAtConnection, long stallAtByte) throws IOException {
        this.server = URI.create(server);
        this.stallAtConnection = stallAtConnection;
        this.stallAtByte = stallAtByte;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The relay's own address for a URL of the server. */
    String through(String url) {
        return url.replace(":" + server.getPort() + "/", ":" + listener.getLocalPort() + "/");
    }

    /** The server's lines of a known_hosts file, for the relay. */
    String knownHosts(String lines) {
        return lines.replace("]:" + server.getPort() + " ", "]:" + listener.getLocalPort() + " ");
    }

    /**
     * Returns when the server is being kept from saying more, or when it had not that much to say; that the conversation
     * does not get so far in a minute fails the test.
     *
     * @return whether it is being kept from saying more
     */
    boolean awaitStall() throws InterruptedException {
        if (!decided.await(1, TimeUnit.MINUTES)) {
            throw new AssertionError("connection " + stallAtConnection + " did not come to byte " + stallAtByte);
        }
        return stalled;
    }

    /** Passes on what was kept back. */
    void release() {
        released.countDown();
    }

    /** All connections until now, in their order. */
    List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** Lets no more connections in, and returns when those that there are have ended. */
    @Override
    public void close() throws IOException {
        listener.close();
        release();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(IoTask task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException | InterruptedException e) {
                // One of both sides has closed the connection; so does the other one's thread then.
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private interface IoTask {
        void run() throws IOException, InterruptedException;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket target = new Socket(server.getHost(), server.getPort());
            Connection connection = new Connection();
            connections.add(connection);
            long limit = connections.size() - 1 == stallAtConnection ? stallAtByte : Long.MAX_VALUE;
            start(() -> pass(client, target, connection.fromClient, Long.MAX_VALUE));
            start(() -> {
                try {
                    pass(target, client, connection.fromServer, limit);
                } finally {
                    if (limit < Long.MAX_VALUE) {
                        decided.countDown();
                    }
                }
            });
        }
    }

    private void pass(Socket from, Socket to, AtomicLong count, long limit) throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int now = (int) Math.min(read, Math.max(0, limit - count.get()));
                out.write(buffer, 0, now);
                count.addAndGet(now);
                if (now < read) {
                    stalled = true;
                    decided.countDown();
                    released.await();
                    out.write(buffer, now, read - now);
                    count.addAndGet(read - now);
                }
            }
        }
    }
}
