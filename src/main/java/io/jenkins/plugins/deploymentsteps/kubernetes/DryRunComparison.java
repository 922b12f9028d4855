package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what a dry run would store with what is stored. A dry run cannot tell its own change from ours of half a minute
 * ago, and to send an object again that is stored like that already costs more than to read it.
 *
 * <p>Many members of a set are listed by the set's label, some hundreds in one request. Others are read one by one: all that
 * were more likely changed before, but of those that look as if this dry run itself would change them only a few, because
 * what does change is sent then, too.
 */
final class DryRunComparison {
    private static final int MOST_READ_ONE_BY_ONE = 32;

    private final ObjectReader reader;
    private final ChangeDetection changes;
    private final ConflictPolicy conflicts;

    /** Members of a set that are of one kind, in one namespace or none. */
    private record Members(Cluster.Kind kind, String namespace, String set) {}

    /** What a dry run takes for configured, and where that stands among the outcomes. */
    private record Doubtful(int index, ApplyOutcome.Applied outcome) {
        private ObjectRef ref() {
            return ObjectRef.of(outcome.object());
        }

        private Members members() {
            ObjectRef ref = ref();
            String namespace = ref.namespace() == null ? "" : ref.namespace();
            return new Members(
                    Cluster.Kind.of(ref),
                    namespace,
                    Fields.text(outcome.object(), "metadata", "labels", ApplySet.PART_OF));
        }
    }

    DryRunComparison(ObjectReader reader, ChangeDetection changes, ConflictPolicy conflicts) {
        this.reader = reader;
        this.changes = changes;
        this.conflicts = conflicts;
    }

    /**
     * Tells what is unchanged after all.
     *
     * @param outcomes of a dry run
     * @return the same, with what is stored like that already as unchanged; what may not be read stays configured
     * @throws InterruptedException if the thread is interrupted
     */
    List<ApplyOutcome> of(List<ApplyOutcome> outcomes) throws InterruptedException {
        List<ApplyOutcome> compared = new ArrayList<>(outcomes);
        List<Doubtful> single = new ArrayList<>();
        for (Map.Entry<Members, List<Doubtful>> each : doubtful(outcomes).entrySet()) {
            boolean isSet = !each.getKey().set().isEmpty();
            if (!isSet
                    || each.getValue().size() <= MOST_READ_ONE_BY_ONE
                    || !list(each.getKey(), each.getValue(), compared)) {
                single.addAll(each.getValue());
            }
        }
        read(single, compared);
        return compared;
    }

    private Map<Members, List<Doubtful>> doubtful(List<ApplyOutcome> outcomes) {
        Map<Members, List<Doubtful>> doubtful = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof ApplyOutcome.Applied applied
                    && applied.action() == Action.CONFIGURED
                    && Ownership.taken(applied.object(), conflicts).isEmpty()) {
                Doubtful each = new Doubtful(i, applied);
                doubtful.computeIfAbsent(each.members(), key -> new ArrayList<>())
                        .add(each);
            }
        }
        return doubtful;
    }

    /** Returns false if they may not be listed, or are too much for one answer. */
    private boolean list(Members members, List<Doubtful> doubtful, List<ApplyOutcome> compared)
            throws InterruptedException {
        Map<String, Map<String, Object>> stored = new HashMap<>();
        try {
            for (Map<String, Object> object : reader.list(
                    members.kind(),
                    members.namespace().isEmpty() ? null : members.namespace(),
                    "labelSelector",
                    ApplySet.PART_OF + "=" + members.set())) {
                stored.put(Fields.text(object, "metadata", "name"), object);
            }
        } catch (DeploymentException e) {
            return false;
        }
        for (Doubtful each : doubtful) {
            compare(each, Optional.ofNullable(stored.get(each.ref().name())), compared);
        }
        return true;
    }

    private void read(List<Doubtful> doubtful, List<ApplyOutcome> compared) throws InterruptedException {
        List<Doubtful> toRead = new ArrayList<>();
        List<Doubtful> justNow = new ArrayList<>();
        for (Doubtful each : doubtful) {
            (changes.isLikelyUnchanged(each.outcome().object()) ? toRead : justNow).add(each);
        }
        if (justNow.size() <= MOST_READ_ONE_BY_ONE) {
            toRead.addAll(justNow);
        }
        if (toRead.isEmpty()) {
            return;
        }
        try {
            List<Optional<Map<String, Object>>> stored =
                    reader.read(toRead.stream().map(Doubtful::ref).toList());
            for (int i = 0; i < stored.size(); i++) {
                compare(toRead.get(i), stored.get(i), compared);
            }
        } catch (DeploymentException e) {
            // Who may not read them is told configured.
        }
    }

    private static void compare(Doubtful doubtful, Optional<Map<String, Object>> stored, List<ApplyOutcome> compared) {
        ApplyOutcome.Applied outcome = doubtful.outcome();
        if (stored.isPresent() && ChangeDetection.isSame(stored.get(), outcome.object())) {
            compared.set(
                    doubtful.index(), new ApplyOutcome.Applied(outcome.object(), Action.UNCHANGED, outcome.notes()));
        }
    }
}
