package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster that remembers what it was sent and answered in dry runs, and does nothing else: an apply that is no dry run is
 * refused, so that whoever compares can be sure to change nothing.
 */
final class RecordedAnswers implements Cluster {
    private final Cluster cluster;
    private final Map<ObjectRef.Identity, Answer> answers = new LinkedHashMap<>();

    /**
     * What the server said.
     *
     * @param sent the object as it was sent
     * @param object the object as it would be stored
     */
    record Answer(Map<String, Object> sent, Map<String, Object> object) {}

    RecordedAnswers(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Returns the last answer about an object; null if it was not sent, or refused. */
    @CheckForNull
    Answer about(ObjectRef ref) {
        return answers.get(ref.identity());
    }

    @Override
    public List<ApplyOutcome> apply(
            List<Map<String, Object>> objects, ConflictPolicy conflicts, boolean dryRun, ApplyProgress progress)
            throws InterruptedException {
        if (!dryRun) {
            throw new IllegalStateException("a comparison changes nothing");
        }
        List<ApplyOutcome> outcomes = cluster.apply(objects, conflicts, true, progress);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof ApplyOutcome.Applied applied) {
                Map<String, Object> sent = objects.get(i);
                answers.put(ObjectRef.of(sent).identity(), new Answer(sent, applied.object()));
            }
        }
        return outcomes;
    }

    @Override
    public Map<String, Object> save(
            ObjectRef ref, Map<String, Object> fields, @CheckForNull String resourceVersion, boolean dryRun)
            throws DeploymentException, InterruptedException {
        if (!dryRun) {
            throw new IllegalStateException("a comparison changes nothing");
        }
        return cluster.save(ref, fields, resourceVersion, true);
    }

    @Override
    public List<Deletion.Outcome> delete(List<Deletion> deletions, boolean dryRun) throws InterruptedException {
        if (!dryRun) {
            throw new IllegalStateException("a comparison changes nothing");
        }
        return cluster.delete(deletions, true);
    }

    @Override
    public String url() {
        return cluster.url();
    }

    @Override
    public String defaultNamespace() {
        return cluster.defaultNamespace();
    }

    @Override
    public Map<ObjectRef, String> refusals(Collection<ObjectRef> refs) {
        return cluster.refusals(refs);
    }

    @Override
    public Map<Kind, Boolean> namespaced(Collection<ObjectRef> refs) throws DeploymentException, InterruptedException {
        return cluster.namespaced(refs);
    }

    @Override
    public List<Optional<Map<String, Object>>> read(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        return cluster.read(refs);
    }

    @Override
    public List<Optional<Map<String, Object>>> readMetadata(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        return cluster.readMetadata(refs);
    }

    @Override
    public List<Map<String, Object>> listMetadata(
            String apiVersion, String kind, @CheckForNull String namespace, String labelSelector)
            throws DeploymentException, InterruptedException {
        return cluster.listMetadata(apiVersion, kind, namespace, labelSelector);
    }

    @Override
    public List<Map<String, Object>> list(String apiVersion, String kind, String namespace, String labelSelector)
            throws DeploymentException, InterruptedException {
        return cluster.list(apiVersion, kind, namespace, labelSelector);
    }

    @Override
    public List<Map<String, Object>> events(ObjectRef ref, String uid) throws InterruptedException {
        return cluster.events(ref, uid);
    }

    @Override
    public List<String> lastLogLines(ObjectRef pod, String container, boolean previous, int lines)
            throws InterruptedException {
        return cluster.lastLogLines(pod, container, previous, lines);
    }

    @Override
    public Subscription watch(Collection<ObjectRef> refs, Runnable changed) {
        return cluster.watch(refs, changed);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
