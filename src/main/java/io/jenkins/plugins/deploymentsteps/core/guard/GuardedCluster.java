package io.jenkins.plugins.deploymentsteps.core.guard;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.Access;
import io.jenkins.plugins.deploymentsteps.core.apply.AccessQuery;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster that is a named target. Before anything else is asked of it, its identity is compared with the pinned one;
 * and an object outside of what the target allows is never sent. Sitting at the port, the guard holds for whatever uses
 * the cluster. What cannot fail does not ask: until the cluster {@linkplain #isIdentified is identified} it is watched by
 * nobody, and has no events and logs.
 */
public final class GuardedCluster implements Cluster {
    private static final ObjectRef IDENTITY = new ObjectRef("v1", "Namespace", null, "kube-system");

    private final Cluster cluster;
    private final TargetRules rules;
    private boolean identified;

    private GuardedCluster(Cluster cluster, TargetRules rules) {
        this.cluster = cluster;
        this.rules = rules;
    }

    /**
     * Guards a cluster.
     *
     * @param cluster is closed with the returned one
     */
    public static GuardedCluster of(Cluster cluster, TargetRules rules) {
        return new GuardedCluster(cluster, rules);
    }

    /** Returns whether the cluster is known to be the pinned one, so that it may be watched. */
    public synchronized boolean isIdentified() {
        return identified || rules.clusterUid() == null;
    }

    /**
     * Compares the cluster's identity with the pinned one, once.
     *
     * @throws DeploymentException (invalid input) with the expected and the found one if they differ; (forbidden) if the
     *     identity may not be read
     */
    private synchronized void identify() throws DeploymentException, InterruptedException {
        String expected = rules.clusterUid();
        if (identified || expected == null) {
            return;
        }
        String found;
        try {
            found = cluster.read(List.of(IDENTITY))
                    .get(0)
                    .map(namespace -> Fields.text(namespace, "metadata", "uid"))
                    .orElse("");
        } catch (DeploymentException e) {
            if (e.kind() != DeploymentException.Kind.FORBIDDEN) {
                throw e;
            }
            throw new DeploymentException(
                    e.kind(),
                    "Whether " + url() + " is the cluster of " + rules.target()
                            + " could not be checked, so nothing was changed: the target pins the UID of the namespace"
                            + " kube-system, and the credential may not read it. Allow it 'get' of this one namespace: "
                            + e.getMessage(),
                    e);
        }
        if (!found.equals(expected)) {
            throw new DeploymentException(
                    DeploymentException.Kind.INVALID_INPUT,
                    url() + " is not the cluster that " + rules.target() + " pins: expected the kube-system UID "
                            + Text.shorten(expected, 80) + ", found "
                            + (found.isEmpty() ? "no namespace kube-system" : Text.shorten(found, 80))
                            + ". Nothing was changed. Is it the wrong server or kubeconfig context? If the cluster was"
                            + " built anew on purpose, have an administrator pin its new UID in the target.");
        }
        identified = true;
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
        Map<ObjectRef, String> refusals = new LinkedHashMap<>(cluster.refusals(refs));
        for (ObjectRef ref : refs) {
            String refusal = rules.refusal(ref);
            if (refusal != null) {
                refusals.put(ref, refusal);
            }
        }
        return refusals;
    }

    @Override
    public Map<Kind, Boolean> namespaced(Collection<ObjectRef> refs) throws DeploymentException, InterruptedException {
        identify();
        return cluster.namespaced(refs);
    }

    @Override
    public List<Access> access(List<AccessQuery> queries) throws InterruptedException {
        return cluster.access(queries);
    }

    @Override
    public List<ApplyOutcome> apply(
            List<Map<String, Object>> objects, ConflictPolicy conflicts, boolean dryRun, ApplyProgress progress)
            throws InterruptedException {
        try {
            identify();
        } catch (DeploymentException e) {
            return objects.stream()
                    .map(object -> (ApplyOutcome) new ApplyOutcome.Refused(e))
                    .toList();
        }
        List<ApplyOutcome> outcomes = new ArrayList<>();
        List<Map<String, Object>> allowed = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (Map<String, Object> object : objects) {
            String refusal = rules.refusal(ObjectRef.of(object));
            outcomes.add(
                    refusal == null
                            ? null
                            : new ApplyOutcome.Refused(
                                    new DeploymentException(DeploymentException.Kind.FORBIDDEN, refusal)));
            if (refusal == null) {
                allowed.add(object);
                places.add(outcomes.size() - 1);
            }
        }
        List<ApplyOutcome> sent = allowed.isEmpty()
                ? List.of()
                : cluster.apply(allowed, conflicts, dryRun, new ApplyProgress() {
                    @Override
                    public void sent(int index) {
                        progress.sent(places.get(index));
                    }

                    @Override
                    public void answered(int index, ApplyOutcome outcome) {
                        progress.answered(places.get(index), outcome);
                    }
                });
        int next = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) == null) {
                outcomes.set(i, sent.get(next++));
            }
        }
        return outcomes;
    }

    @Override
    public List<Optional<Map<String, Object>>> read(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        identify();
        return cluster.read(refs);
    }

    @Override
    public List<Optional<Map<String, Object>>> readMetadata(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        identify();
        return cluster.readMetadata(refs);
    }

    @Override
    public List<Map<String, Object>> listMetadata(
            String apiVersion, String kind, @CheckForNull String namespace, String labelSelector)
            throws DeploymentException, InterruptedException {
        identify();
        return cluster.listMetadata(apiVersion, kind, namespace, labelSelector);
    }

    @Override
    public Map<String, Object> save(
            ObjectRef ref, Map<String, Object> fields, @CheckForNull String resourceVersion, boolean dryRun)
            throws DeploymentException, InterruptedException {
        identify();
        String refusal = rules.refusal(ref);
        if (refusal != null) {
            throw new DeploymentException(DeploymentException.Kind.FORBIDDEN, "Writing " + ref + ": " + refusal);
        }
        return cluster.save(ref, fields, resourceVersion, dryRun);
    }

    @Override
    public List<Deletion.Outcome> delete(List<Deletion> deletions, boolean dryRun) throws InterruptedException {
        try {
            identify();
        } catch (DeploymentException e) {
            return deletions.stream()
                    .map(deletion -> (Deletion.Outcome) new Deletion.Outcome.Refused(e))
                    .toList();
        }
        List<Deletion> allowed = deletions.stream()
                .filter(deletion -> rules.refusal(deletion.ref()) == null)
                .toList();
        Iterator<Deletion.Outcome> sent = allowed.isEmpty()
                ? List.<Deletion.Outcome>of().iterator()
                : cluster.delete(allowed, dryRun).iterator();
        List<Deletion.Outcome> outcomes = new ArrayList<>();
        for (Deletion deletion : deletions) {
            String refusal = rules.refusal(deletion.ref());
            outcomes.add(
                    refusal == null
                            ? sent.next()
                            : new Deletion.Outcome.Refused(
                                    new DeploymentException(DeploymentException.Kind.FORBIDDEN, refusal)));
        }
        return outcomes;
    }

    @Override
    public List<Map<String, Object>> list(String apiVersion, String kind, String namespace, String labelSelector)
            throws DeploymentException, InterruptedException {
        identify();
        return cluster.list(apiVersion, kind, namespace, labelSelector);
    }

    @Override
    public List<Map<String, Object>> events(ObjectRef ref, String uid) throws InterruptedException {
        return isIdentified() ? cluster.events(ref, uid) : List.of();
    }

    @Override
    public List<String> lastLogLines(ObjectRef pod, String container, boolean previous, int lines)
            throws InterruptedException {
        return isIdentified() ? cluster.lastLogLines(pod, container, previous, lines) : List.of();
    }

    @Override
    public List<String> timedLogLines(ObjectRef pod, String container, @CheckForNull String since)
            throws InterruptedException {
        return cluster.timedLogLines(pod, container, since);
    }

    @Override
    public Subscription watch(Collection<ObjectRef> refs, Runnable changed) {
        if (!isIdentified()) {
            throw new IllegalStateException("A cluster is watched once it is identified");
        }
        return cluster.watch(refs, changed);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
