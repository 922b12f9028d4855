package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Tells from the answer to a server-side apply whether it changed the object, without asking for the object before.
 *
 * <ul>
 *   <li>201 says created; so does a creation time within the request, where the answer to an earlier attempt was lost.
 *   <li>A resource version not beyond the one that the object (in the dry run before) or its collection had before the
 *       apply says unchanged: an apply without effect stores nothing. Resource versions can be compared since they are
 *       numbers of one counter (KEP-5504); where they are no numbers, they are only compared for equality.
 *   <li>Beyond it, somebody changed the object. The time that the server notes for our field manager says whether it was
 *       this apply: it is renewed exactly when an apply has an effect.
 * </ul>
 *
 * <p>Times have a precision of a second, and what the answer says the time is may be a proxy's word. So a dry run trusts it
 * only for a change of more than half a minute ago; else it cannot tell that change from its own, and {@link
 * DryRunComparison} compares its outcome with the object.
 */
final class ChangeDetection {
    /** How far the server's clock may be behind the clocks that we know. */
    private static final Duration DOUBT = Duration.ofSeconds(30);

    private static final Duration PRECISION = Duration.ofSeconds(1);

    private final InstantSource clock;

    /** UIDs of objects that a dry run takes for configured only because the clocks that we know may be ahead. */
    private final Set<String> likelyUnchanged = ConcurrentHashMap.newKeySet();

    private final Map<String, String> dryRunVersions = new ConcurrentHashMap<>();
    private final Map<String, String> collectionVersions = new ConcurrentHashMap<>();

    ChangeDetection() {
        this(InstantSource.system());
    }

    /** Has a clock of its own beside those of the servers. */
    ChangeDetection(InstantSource clock) {
        this.clock = clock;
    }

    /** Notes the resource version of a collection just before an apply. */
    void collectionIsAt(String collectionPath, String resourceVersion) {
        collectionVersions.put(collectionPath, resourceVersion);
    }

    /** Returns whether a dry run has told the resource version of the object at a path. */
    boolean knows(String path) {
        return dryRunVersions.containsKey(path);
    }

    Action action(String path, Map<String, Object> stored, ClusterAnswer answer, boolean dryRun) {
        String version = Fields.text(stored, "metadata", "resourceVersion");
        if (answer.status() == 201) {
            return Action.CREATED;
        }
        if (dryRun) {
            dryRunVersions.put(path, version);
            likelyUnchanged.remove(Fields.text(stored, "metadata", "uid"));
            // What an admission webhook would change is noted for others than us.
            Instant last = lastChange(stored, entry -> true);
            if (!isRecent(last, answer, DOUBT)) {
                return Action.UNCHANGED;
            }
            if (!isRecent(last, answer, PRECISION)) {
                likelyUnchanged.add(Fields.text(stored, "metadata", "uid"));
            }
            return Action.CONFIGURED;
        }
        if (answer.attempt() > 1
                && isRecent(instant(Fields.text(stored, "metadata", "creationTimestamp")), answer, PRECISION)) {
            return Action.CREATED;
        }
        String known = dryRunVersions.remove(path);
        String before = known == null ? collectionVersions.get(path.substring(0, path.lastIndexOf('/'))) : known;
        if (before != null && !isBeyond(version, before)) {
            return Action.UNCHANGED;
        }
        return isRecent(lastChange(stored, ChangeDetection::isOurs), answer, PRECISION)
                ? Action.CONFIGURED
                : Action.UNCHANGED;
    }

    /** Whether an object that a dry run found configured was more likely changed before, so that to compare it pays. */
    boolean isLikelyUnchanged(Map<String, Object> dryRun) {
        return likelyUnchanged.contains(Fields.text(dryRun, "metadata", "uid"));
    }

    /** Whether an object as a dry run would store it is the one that is stored, our own fields being the same, too. */
    static boolean isSame(Map<String, Object> stored, Map<String, Object> dryRun) {
        return comparable(stored).equals(comparable(dryRun));
    }

    private static Map<String, Object> comparable(Map<String, Object> object) {
        Map<String, Object> metadata = new HashMap<>(Fields.map(object, "metadata"));
        metadata.remove("resourceVersion");
        metadata.put(
                "managedFields",
                Fields.maps(object, "metadata", "managedFields").stream()
                        .filter(ChangeDetection::isOurs)
                        .map(entry -> Fields.map(entry, "fieldsV1"))
                        .toList());
        Map<String, Object> comparable = new HashMap<>(object);
        comparable.put("metadata", metadata);
        // Both are of one path; the items of a list do not say so themselves.
        comparable.remove("apiVersion");
        comparable.remove("kind");
        return comparable;
    }

    private static boolean isOurs(Map<String, Object> entry) {
        return Fields.text(entry, "manager").equals(ServerSideApply.FIELD_MANAGER)
                && Fields.text(entry, "operation").equals("Apply")
                && Fields.text(entry, "subresource").isEmpty();
    }

    private static boolean isBeyond(String version, String before) {
        if (version.equals(before)) {
            return false;
        }
        try {
            return Long.parseUnsignedLong(version) > Long.parseUnsignedLong(before);
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /** When one of these managers last changed the object itself (its status is another matter); null if unknown. */
    @CheckForNull
    private static Instant lastChange(Map<String, Object> stored, Predicate<Map<String, Object>> managers) {
        List<Map<String, Object>> entries = Fields.maps(stored, "metadata", "managedFields").stream()
                .filter(entry -> Fields.text(entry, "subresource").isEmpty())
                .filter(managers)
                .toList();
        Instant last = null;
        for (Map<String, Object> entry : entries) {
            Instant time = instant(Fields.text(entry, "time"));
            if (time == null) {
                return null;
            }
            last = last == null || time.isAfter(last) ? time : last;
        }
        return last;
    }

    /**
     * Whether a time of the server's clock may lie within the request; without its clock, it may. The date of an answer may
     * be a proxy's: of its clock and ours the earlier one counts.
     */
    private boolean isRecent(@CheckForNull Instant time, ClusterAnswer answer, Duration margin) {
        Instant date = answer.date();
        if (time == null || date == null) {
            return true;
        }
        Instant ours = clock.instant();
        Instant now = date.isBefore(ours) ? date : ours;
        return !time.isBefore(now.minus(answer.took()).minus(margin));
    }

    @CheckForNull
    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
