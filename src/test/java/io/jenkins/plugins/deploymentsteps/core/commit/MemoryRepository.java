package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A branch in memory, on which other writers act when the test says so. */
final class MemoryRepository implements GitRepository {
    final Map<String, byte[]> files = new TreeMap<>();
    final List<String> messages = new ArrayList<>();

    /** What happens at the next pushes, before they are looked at; a text is the reason of a race. */
    final Deque<Step> beforePush = new ArrayDeque<>();

    /** Whether the next pushes whose answers get lost arrive. */
    final Deque<Boolean> lostAnswers = new ArrayDeque<>();

    /** What others do between a push whose answer is lost and our next look. */
    Runnable afterLoss = () -> {};

    /** Failures of the next fetches. */
    final Deque<DeploymentException> fetchFailures = new ArrayDeque<>();

    int commits = 1;
    int fetches;

    /** Something that another writer or the server does. */
    interface Step {
        /** Returns why the push fails though the branch may not have moved, or null. */
        String act() throws DeploymentException;
    }

    MemoryRepository with(String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    String text(String path) {
        return new String(files.get(path), StandardCharsets.UTF_8);
    }

    /** Another writer sets a file. */
    void othersWrite(String path, String content) {
        with(path, content);
        commits++;
    }

    @Override
    public String url() {
        return "https://git.example/config.git";
    }

    @Override
    public Tip fetch(String branch, Deadline deadline) throws DeploymentException {
        fetches++;
        if (!fetchFailures.isEmpty()) {
            throw fetchFailures.poll();
        }
        return new MemoryTip(Map.copyOf(files), commits);
    }

    @Override
    public void close() {}

    private final class MemoryTip implements Tip {
        private final Map<String, byte[]> snapshot;
        private final int number;

        MemoryTip(Map<String, byte[]> snapshot, int number) {
            this.snapshot = snapshot;
            this.number = number;
        }

        @Override
        public String commit() {
            return "commit" + number;
        }

        @Override
        public List<String> files() {
            return snapshot.keySet().stream().sorted().toList();
        }

        @Override
        public Map<String, byte[]> read(Collection<String> paths) throws DeploymentException {
            Map<String, byte[]> contents = new TreeMap<>();
            for (String path : paths) {
                if (!snapshot.containsKey(path)) {
                    throw new DeploymentException(Kind.NOT_FOUND, "There is no file '" + path + "'.");
                }
                contents.put(path, snapshot.get(path));
            }
            return contents;
        }

        @Override
        public PushOutcome push(Map<String, byte[]> contents, String message, CommitRequest.Author author)
                throws DeploymentException {
            Step step = beforePush.poll();
            String reason = step == null ? null : step.act();
            if (reason != null || commits != number) {
                return new PushOutcome.Raced(reason == null ? "fetch first" : reason);
            }
            boolean isLost = !lostAnswers.isEmpty();
            if (isLost && !lostAnswers.poll()) {
                afterLoss.run();
                return new PushOutcome.Unknown("The connection broke off.", "ours");
            }
            files.putAll(contents);
            messages.add(message);
            commits++;
            if (isLost) {
                PushOutcome unknown = new PushOutcome.Unknown("The connection broke off.", "commit" + commits);
                afterLoss.run();
                return unknown;
            }
            return new PushOutcome.Pushed("commit" + commits);
        }
    }
}
