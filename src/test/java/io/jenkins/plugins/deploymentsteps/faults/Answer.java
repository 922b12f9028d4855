package io.jenkins.plugins.deploymentsteps.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What a {@link FaultServer} does with one request. Immutable: each method returns a changed copy. */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, List<String> headers, byte[] body, Duration delay, long cutAfter, Cut cut) {
    /** How a connection ends before its answer does. */
    public enum Cut {
        /** It does not: the whole answer is sent. */
        NONE,
        /** The connection is closed in good order. */
        CLOSE,
        /** The connection is reset (TCP RST). */
        RESET,
        /** Nothing more is sent, and the connection stays open. */
        SILENCE,
        /** The body is repeated until the client gives up or the server is closed. */
        ENDLESS,
        /** One byte of the body is sent every 100 ms. */
        TRICKLE
    }

    /** An answer with this status and an empty body. */
    public static Answer status(int status) {
        return new Answer(status, List.of(), new byte[0], Duration.ZERO, 0, Cut.NONE);
    }

    /** 200 and a JSON body. */
    public static Answer json(String body) {
        return status(200).withJson(body);
    }

    /** No byte of an answer; the connection stays open. */
    public static Answer silence() {
        return status(200).cut(Cut.SILENCE, 0);
    }

    /** A reset instead of an answer. */
    public static Answer reset() {
        return status(200).cut(Cut.RESET, 0);
    }

    /** The same with a JSON body. */
    public Answer withJson(String json) {
        return withBody("application/json", json);
    }

    /** The same with a body. */
    public Answer withBody(String contentType, String text) {
        return new Answer(status, headers, text.getBytes(StandardCharsets.UTF_8), delay, cutAfter, cut)
                .withHeader("Content-Type", contentType);
    }

    /**
     * 200 and JSON that is compressed (gzip), a thousandth of what it becomes.
     *
     * @param mebibytes of the text
     */
    public static Answer bomb(int mebibytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            byte[] spaces = new byte[1 << 20];
            Arrays.fill(spaces, (byte) ' ');
            for (int i = 0; i < mebibytes; i++) {
                gzip.write(spaces);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(200, List.of(), compressed.toByteArray(), Duration.ZERO, 0, Cut.NONE)
                .withHeader("Content-Type", "application/json")
                .withHeader("Content-Encoding", "gzip");
    }

    /** The same with one more header. */
    public Answer withHeader(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name + ": " + value);
        return new Answer(status, List.copyOf(more), body, delay, cutAfter, cut);
    }

    /** The same, sent so much later. */
    public Answer after(Duration time) {
        return new Answer(status, headers, body, time, cutAfter, cut);
    }

    /**
     * The same, but ending otherwise.
     *
     * @param how how it ends
     * @param bytes after how many bytes, counted from the first one of the status line
     */
    public Answer cut(Cut how, long bytes) {
        return new Answer(status, headers, body, delay, bytes, how);
    }

    /** The same, its body repeated without end. */
    public Answer endless() {
        return cut(Cut.ENDLESS, 0);
    }

    /** The same, its body sent at ten bytes a second. */
    public Answer trickling() {
        return cut(Cut.TRICKLE, 0);
    }

    byte[] bytes() {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (cut != Cut.ENDLESS) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }
}
