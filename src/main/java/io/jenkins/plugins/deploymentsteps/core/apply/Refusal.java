package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object that was refused, and why.
 *
 * @param object with the place in the files where it can be mended
 * @param reason what the server said, or that it could not be asked
 * @param immutableFields which fields of the object that is there can never be changed, if that is the reason
 */
record Refusal(Manifest object, DeploymentException reason, List<String> immutableFields) {
    private static final int MOST_REASONS_SHOWN = 30;
    private static final int MOST_OBJECTS_SHOWN = 5;

    /** Refused for another reason than immutable fields. */
    Refusal(Manifest object, DeploymentException reason) {
        this(object, reason, List.of());
    }

    /**
     * One failure for all refusals; objects with the same reason (a server that is gone, a token that expired) share one
     * entry.
     *
     * @param heading what was being done and what that means for the cluster
     * @param refusals at least one
     */
    static DeploymentException failure(String heading, List<Refusal> refusals) {
        Map<String, List<Refusal>> byReason = new LinkedHashMap<>();
        for (Refusal refusal : refusals) {
            byReason.computeIfAbsent(refusal.reason().getMessage(), reason -> new ArrayList<>())
                    .add(refusal);
        }
        StringBuilder message = new StringBuilder(heading);
        byReason.entrySet().stream().limit(MOST_REASONS_SHOWN).forEach(entry -> message.append("\n- ")
                .append(names(entry.getValue()))
                .append(": ")
                .append(entry.getKey()));
        if (byReason.size() > MOST_REASONS_SHOWN) {
            message.append("\n- and ")
                    .append(byReason.size() - MOST_REASONS_SHOWN)
                    .append(" more");
        }
        DeploymentException first = refusals.get(0).reason();
        return new DeploymentException(first.kind(), message.toString(), first);
    }

    private static String names(List<Refusal> refusals) {
        List<String> names = refusals.stream()
                .limit(MOST_OBJECTS_SHOWN)
                .map(refusal -> refusal.object().ref() + " (" + refusal.object().origin() + ")")
                .toList();
        int more = refusals.size() - names.size();
        return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }
}
