package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.failed;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.inProgress;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.ready;

import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.Map;

/**
 * Whether an object is as its manifest asks, read from the object alone: by the rule that it was given, else by that of
 * its kind.
 *
 * <p>What a status says about an older generation counts for none of them, and an object that is being deleted never gets
 * ready.
 */
public final class ReadinessRules {
    private ReadinessRules() {}

    /**
     * Reads the readiness of an object.
     *
     * @param ref which object
     * @param object as the server has it
     * @param appliedGeneration the least generation that counts; 0 where it is not known
     * @param options what was asked for beside the rule of its kind
     */
    public static Readiness of(ObjectRef ref, Map<String, Object> object, long appliedGeneration, WaitOptions options) {
        if (Fields.at(object, "metadata", "deletionTimestamp") != null) {
            return options.isForDeletion() ? inProgress("it is being deleted") : failed("it is being deleted");
        } else if (options.isForNothing()) {
            return ready("present, and nothing more was asked for");
        }
        long generation = Math.max(Fields.number(object, 0, "metadata", "generation"), appliedGeneration);
        Object observed = Fields.at(object, "status", "observedGeneration");
        if (observed instanceof Number number && number.longValue() < generation) {
            return inProgress("its controller has not seen generation " + generation + " yet");
        }
        return options.readiness(object, generation).orElseGet(() -> byKind(ref, object, generation, options));
    }

    private static Readiness byKind(ObjectRef ref, Map<String, Object> object, long generation, WaitOptions options) {
        return switch (ref.group()) {
            case "" -> BuiltInKinds.ofCore(ref.kind(), object);
            case "apps" -> Workloads.of(ref.kind(), object, options.enough());
            case "batch" -> ref.kind().equals("Job") ? BuiltInKinds.job(object) : ready("present");
            case "apiextensions.k8s.io" -> BuiltInKinds.definition(object);
            case "apiregistration.k8s.io" -> BuiltInKinds.needs(object, "Available");
            case "policy" -> BuiltInKinds.disruptionBudget(object);
            default ->
                isByExistence(ref) ? ready("present") : CustomKinds.of(ref.group(), ref.kind(), object, generation);
        };
    }

    /**
     * Whether an object of that kind is ready as soon as it is stored, so that nobody needs to look at it.
     *
     * @param ref which object
     */
    public static boolean isByExistence(ObjectRef ref) {
        return BuiltInKinds.isByExistence(ref);
    }

    /**
     * Whether the controller of an object may not have said anything at all yet: of a kind that nobody here knows, without
     * a status. Such an object counts as ready, since most of them never have one.
     *
     * @param ref which object
     * @param object as the server has it
     */
    public static boolean isWithoutStatus(ObjectRef ref, Map<String, Object> object) {
        return ref.group().contains(".")
                && !ref.group().endsWith(".k8s.io")
                && Fields.map(object, "status").isEmpty();
    }

    /**
     * Returns how many pods of a workload may be broken for good while as much of it as was asked for can still be rolled
     * out; 0 for all other kinds.
     *
     * @param ref which object
     * @param object as the server has it
     * @param options what was asked for
     */
    public static long mayBeBroken(ObjectRef ref, Map<String, Object> object, WaitOptions options) {
        return ref.group().equals("apps") ? Workloads.mayBeBroken(ref.kind(), object, options.enough()) : 0;
    }
}
