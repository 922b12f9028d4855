package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a set with a cluster, and changes nothing. All that keeps an apply from beginning (files, rights, what the
 * server refuses in a dry run, what may not be pruned) fails the comparison likewise.
 *
 * <p>What the server answers to the dry run is beside what it holds. An object that is created is shown as it is sent:
 * what the server adds to it may be another thing each time.
 */
public final class CompareSet {
    /** Whoever changes an object that often within a moment changes it for ever. */
    private static final int ATTEMPTS = 3;

    /** What every object has, or every member of a set, and its name says already. */
    private static final Set<String> IDENTITY = Set.of(
            "apiVersion",
            "kind",
            "metadata.name",
            "metadata.namespace",
            "metadata.labels[applyset.kubernetes.io/part-of]");

    private final Cluster cluster;
    private final DeploymentLog log;

    /** Compares with that cluster. */
    public CompareSet(Cluster cluster, DeploymentLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /**
     * Compares what the files hold.
     *
     * @param request a dry run
     * @throws DeploymentException why it could not be applied either; or if an object that differs may not be read
     * @throws InterruptedException if the thread is interrupted
     */
    public SetDiff compare(ApplyRequest request, Fingerprints fingerprints)
            throws DeploymentException, InterruptedException {
        return compare(request, null, fingerprints);
    }

    /**
     * Compares objects.
     *
     * @param request a dry run; its files and images do not count
     * @param objects what to compare in place of the request's files; null for those
     * @throws DeploymentException as above
     * @throws InterruptedException if the thread is interrupted
     */
    public SetDiff compare(ApplyRequest request, @CheckForNull List<Manifest> objects, Fingerprints fingerprints)
            throws DeploymentException, InterruptedException {
        if (!request.dryRun()) {
            throw new IllegalArgumentException("a comparison is a dry run");
        }
        log.info("Comparing with " + cluster.url());
        RecordedAnswers answers = new RecordedAnswers(cluster);
        List<Manifest> content = new ArrayList<>();
        ApplyManifests apply = new ApplyManifests(answers, new Warnings(log), content::addAll);
        ApplyResult checked = objects == null ? apply.apply(request) : apply.apply(request, objects);
        Map<ObjectRef, Map<String, Object>> live = live(checked, answers, request);
        List<ObjectDiff> diffs = new ArrayList<>();
        // Hooks come behind the objects and are made anew each time: there is nothing to compare.
        for (int i = 0; i < checked.objects().size(); i++) {
            AppliedObject object = checked.objects().get(i);
            diffs.add(diff(object, content.get(i), answers.about(object.ref()), live.get(object.ref()), fingerprints));
        }
        return SetDiff.of(cluster.url(), content, diffs, checked.prune(), fingerprints);
    }

    /** Reads what differs, or is not known to the server's dry run; what is not there is left out. */
    private Map<ObjectRef, Map<String, Object>> live(ApplyResult checked, RecordedAnswers answers, ApplyRequest request)
            throws DeploymentException, InterruptedException {
        Map<ObjectRef, Map<String, Object>> live = new HashMap<>();
        List<ObjectRef> skipped = refs(checked, AppliedObject.Action.SKIPPED);
        if (!skipped.isEmpty()) {
            put(live, skipped, cluster.readMetadata(skipped));
        }
        List<ObjectRef> open = refs(checked, AppliedObject.Action.CONFIGURED);
        for (int attempt = 1; !open.isEmpty(); attempt++) {
            put(live, open, cluster.read(open));
            List<ObjectRef> moving = open.stream()
                    .filter(ref -> !version(live.get(ref))
                            .equals(version(answers.about(ref).object())))
                    .toList();
            if (moving.isEmpty() || attempt == ATTEMPTS) {
                break;
            }
            // Somebody changed it between the two: what they did would look as if it were ours.
            answers.apply(moving.stream().map(ref -> answers.about(ref).sent()).toList(), request.conflicts(), true);
            open = moving;
        }
        return live;
    }

    private static List<ObjectRef> refs(ApplyResult checked, AppliedObject.Action action) {
        return checked.objects().stream()
                .filter(object -> object.action() == action)
                .map(AppliedObject::ref)
                .toList();
    }

    private static void put(
            Map<ObjectRef, Map<String, Object>> live, List<ObjectRef> refs, List<Optional<Map<String, Object>>> read) {
        for (int i = 0; i < refs.size(); i++) {
            live.remove(refs.get(i));
            ObjectRef ref = refs.get(i);
            read.get(i).ifPresent(object -> live.put(ref, object));
        }
    }

    private static String version(@CheckForNull Map<String, Object> object) {
        return Fields.text(object, "metadata", "resourceVersion");
    }

    private static ObjectDiff diff(
            AppliedObject object,
            Manifest content,
            @CheckForNull RecordedAnswers.Answer answer,
            @CheckForNull Map<String, Object> live,
            Fingerprints fingerprints) {
        Map<String, Object> sent = answer == null ? content.content() : answer.sent();
        return switch (object.action()) {
            case UNCHANGED -> shown(object, ObjectDiff.Action.UNCHANGED, List.of(), null, fingerprints);
            case CONFIGURED -> {
                List<RawChange> changes = ObjectComparison.compare(live, answer == null ? live : answer.object());
                // What only changes who owns a field changes nothing that anybody could see.
                ObjectDiff.Action action = live == null
                        ? ObjectDiff.Action.CREATED
                        : changes.isEmpty() ? ObjectDiff.Action.UNCHANGED : ObjectDiff.Action.CHANGED;
                yield shown(object, action, changes, null, fingerprints);
            }
            default -> {
                boolean there = object.action() != AppliedObject.Action.CREATED && live != null;
                yield there
                        ? shown(object, ObjectDiff.Action.UNCHECKED, List.of(), object.message(), fingerprints)
                        : shown(
                                object,
                                ObjectDiff.Action.CREATED,
                                ObjectComparison.compare(null, sent),
                                null,
                                fingerprints);
            }
        };
    }

    private static ObjectDiff shown(
            AppliedObject object,
            ObjectDiff.Action action,
            List<RawChange> changes,
            @CheckForNull String note,
            Fingerprints fingerprints) {
        List<Object> everything = new ArrayList<>();
        everything.add(object.ref().toString());
        everything.add(action.name());
        // An object that was made anew is another one, even if it looks the same.
        everything.add(action == ObjectDiff.Action.CREATED ? null : object.uid());
        for (RawChange change : changes) {
            everything.add(change.path());
            everything.add(change.before());
            everything.add(change.after());
        }
        List<FieldChange> fields = changes.stream()
                // Everybody knows that an object has them.
                .filter(change -> action != ObjectDiff.Action.CREATED || !isIdentity(change.path()))
                .map(RawChange::shown)
                .toList();
        int shown = Math.min(fields.size(), ObjectDiff.MOST_FIELDS);
        return new ObjectDiff(
                object.ref(),
                action,
                fields.subList(0, shown),
                fields.size() - shown,
                note,
                fingerprints.of(everything));
    }

    private static boolean isIdentity(String path) {
        return IDENTITY.contains(path);
    }

    /** What the dry run says of each object, the comparison says in other words. */
    private record Warnings(DeploymentLog log) implements DeploymentLog {
        @Override
        public void info(String line) {
            // told by the comparison
        }

        @Override
        public void warn(String line) {
            log.warn(line);
        }
    }
}
