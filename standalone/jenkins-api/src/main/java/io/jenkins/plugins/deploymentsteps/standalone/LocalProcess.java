package io.jenkins.plugins.deploymentsteps.standalone;

import hudson.Proc;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A process on this machine whose streams are copied by threads of ours. */
public final class LocalProcess extends Proc {
    private static final Map<LocalProcess, Map<String, String>> RUNNING = new ConcurrentHashMap<>();

    private final Process process;
    private final Streams streams;
    private final List<Thread> copiers = new ArrayList<>();

    /**
     * Where the streams go; null = the caller reads or writes it.
     *
     * @param input read and closed at its end
     * @param output written, not closed
     * @param error written, not closed; null = joins the output, unless read
     * @param readsError whether the caller reads the error output
     */
    public record Streams(InputStream input, OutputStream output, OutputStream error, boolean readsError) {}

    /**
     * Starts a process.
     *
     * @param builder has the command
     * @param directory the working directory; null = this process's
     * @param variables added to this process's environment, as {@code NAME=value}
     */
    public LocalProcess(ProcessBuilder builder, File directory, String[] variables, Streams streams)
            throws IOException {
        this.streams = streams;
        Map<String, String> added = new HashMap<>();
        for (String each : variables) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                added.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        builder.directory(directory);
        builder.environment().putAll(added);
        builder.redirectErrorStream(streams.error == null && !streams.readsError);
        process = builder.start();
        RUNNING.put(this, added);
        if (streams.output != null) {
            copy(process.getInputStream(), streams.output, false);
        }
        if (streams.error != null) {
            copy(process.getErrorStream(), streams.error, false);
        }
        if (streams.input != null) {
            copy(streams.input, process.getOutputStream(), true);
        }
    }

    /** Ends every process that was started with all of these variables. */
    public static void killAll(Map<String, String> variables) {
        RUNNING.forEach((each, added) -> {
            if (!variables.isEmpty() && added.entrySet().containsAll(variables.entrySet())) {
                each.kill();
            }
        });
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public int join() throws IOException, InterruptedException {
        try {
            int code = process.waitFor();
            for (Thread each : copiers) {
                each.join();
            }
            return code;
        } catch (InterruptedException e) {
            kill();
            throw e;
        } finally {
            RUNNING.remove(this);
        }
    }

    @Override
    public InputStream getStdout() {
        return streams.output == null ? process.getInputStream() : null;
    }

    @Override
    public InputStream getStderr() {
        return streams.readsError ? process.getErrorStream() : null;
    }

    @Override
    public OutputStream getStdin() {
        return streams.input == null ? process.getOutputStream() : null;
    }

    private void copy(InputStream from, OutputStream to, boolean isInput) {
        Thread copier = new Thread(() -> pump(from, to, isInput), "copies streams of process " + process.pid());
        copier.setDaemon(true);
        copier.start();
        if (!isInput) {
            copiers.add(copier);
        }
    }

    private static void pump(InputStream from, OutputStream to, boolean closes) {
        try {
            from.transferTo(to);
            to.flush();
            if (closes) {
                to.close();
            }
        } catch (IOException e) {
            // the process has ended, or closed its input
        }
    }
}
