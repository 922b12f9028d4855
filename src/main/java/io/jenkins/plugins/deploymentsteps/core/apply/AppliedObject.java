package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.PodImages;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What happened to one object of the set.
 *
 * @param ref which object
 * @param action what was done to it
 * @param message why, where it failed or was left out; otherwise what else people should know of it, or null
 * @param uid the object's identity in the cluster; null where the server has not stored it
 * @param generation the generation that our apply made or found; 0 for kinds that have none
 * @param images the images that its containers run after the apply
 * @param waitOptions how to wait for it
 */
public record AppliedObject(
        ObjectRef ref,
        Action action,
        @CheckForNull String message,
        @CheckForNull String uid,
        long generation,
        List<String> images,
        WaitOptions waitOptions) {
    /** What was done to an object. */
    public enum Action {
        /** It was not there before. */
        CREATED,
        /** It was there and differed. */
        CONFIGURED,
        /** It was there and already as wanted. */
        UNCHANGED,
        /** It was deleted and made anew, because a field of it could not be changed. */
        REPLACED,
        /** The server refused it. */
        FAILED,
        /** It was not tried, because something before it failed. */
        SKIPPED
    }

    /** Copies the list. */
    public AppliedObject {
        images = List.copyOf(images);
    }

    /** An object that is waited for as is usual for its kind. */
    public AppliedObject(
            ObjectRef ref,
            Action action,
            @CheckForNull String message,
            @CheckForNull String uid,
            long generation,
            List<String> images) {
        this(ref, action, message, uid, generation, images, WaitOptions.NONE);
    }

    /**
     * An object that the server has taken.
     *
     * @param sent as it was sent: its annotations, which have been checked, say how to wait for it, not those that others
     *     have given it
     */
    static AppliedObject applied(
            ObjectRef ref, Map<String, Object> sent, ApplyOutcome.Applied applied, boolean dryRun) {
        Object metadata = applied.object().get("metadata");
        String uid = Fields.text(metadata, "uid");
        boolean stored = !(dryRun && applied.action() == Action.CREATED) && !uid.isEmpty();
        return new AppliedObject(
                ref,
                applied.action(),
                applied.notes().isEmpty() ? null : String.join("; ", applied.notes()),
                stored ? uid : null,
                Fields.number(metadata, 0, "generation"),
                PodImages.of(applied.object()),
                WaitOptions.of(sent));
    }

    /** Returns the same object, told to have taken the place of an earlier one. */
    AppliedObject replaced(@CheckForNull String why) {
        return new AppliedObject(ref, Action.REPLACED, why, uid, generation, images, waitOptions);
    }

    static AppliedObject toBeReplaced(ObjectRef ref, String why) {
        return new AppliedObject(ref, Action.REPLACED, why, null, 0, List.of());
    }

    static AppliedObject failed(ObjectRef ref, String message) {
        return new AppliedObject(ref, Action.FAILED, message, null, 0, List.of());
    }

    static AppliedObject skipped(ObjectRef ref, String message) {
        return new AppliedObject(ref, Action.SKIPPED, message, null, 0, List.of());
    }

    /** Returns what people read: {@code Deployment shop/web configured}. */
    public String line() {
        return ref + " " + action.name().toLowerCase(Locale.ROOT) + (message == null ? "" : ": " + message);
    }
}
