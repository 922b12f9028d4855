package io.jenkins.plugins.deploymentsteps.core.commit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs changes against a {@link MemoryRepository} and keeps what was logged. */
final class Commits implements DeploymentLog {
    static final CommitRequest.Author AUTHOR = new CommitRequest.Author("Jenkins", "jenkins@example.com");

    final MemoryRepository repository = new MemoryRepository();
    final List<String> log = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();

    @Override
    public void info(String line) {
        log.add(line);
    }

    @Override
    public void warn(String line) {
        log.add("WARNING " + line);
    }

    private void sleep(Duration time) throws InterruptedException {
        pauses.add(time);
        Thread.sleep(Math.min(time.toMillis(), 50));
    }

    /** Returns how long it has waited, though it has not really. */
    Duration waited() {
        return pauses.stream().reduce(Duration.ZERO, Duration::plus);
    }

    CommitResult run(Change... changes) throws DeploymentException, InterruptedException {
        return run(Duration.ofMinutes(1), changes);
    }

    CommitResult run(Duration time, Change... changes) throws DeploymentException, InterruptedException {
        CommitRequest request = new CommitRequest("main", List.of(changes), null, AUTHOR);
        return new CommitToRepository(repository, this, this::sleep).run(request, Deadline.after(time));
    }

    /** Returns what a file becomes by a change. */
    static String edited(String path, String before, Change change) throws DeploymentException, InterruptedException {
        return edited(path, before.getBytes(StandardCharsets.UTF_8), change);
    }

    static String edited(String path, byte[] before, Change change) throws DeploymentException, InterruptedException {
        Commits commits = new Commits();
        commits.repository.files.put(path, before);
        commits.run(change);
        return commits.repository.text(path);
    }

    /** Returns the message with which a change fails; it must not have changed anything. */
    static String refused(DeploymentException.Kind kind, String path, String before, Change change) {
        Commits commits = new Commits();
        commits.repository.with(path, before);
        DeploymentException failure = assertThrows(DeploymentException.class, () -> commits.run(change));
        assertEquals(failure.getMessage(), kind, failure.kind());
        assertEquals(before, commits.repository.text(path));
        return failure.getMessage();
    }

    static Change value(String path, String value) {
        return new Change.SetValue("f.yaml", path, value, false);
    }

    static Change create(String path, String value) {
        return new Change.SetValue("f.yaml", path, value, true);
    }

    static Change image(String image, String... files) throws DeploymentException {
        return new Change.SetImage(ImageReference.parse(image), List.of(files), null);
    }
}
