package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells in the cluster, by an Event about a set's inventory, what became of a deployment. Whoever may not create Events
 * deploys all the same.
 *
 * @param deployment its id: for each deployment there is one event of a reason, however often it is told
 * @param reason what became of it
 * @param summary what was done, or why it failed; without secrets
 * @param origin which build it comes from
 */
public record SetEvent(String deployment, Reason reason, String summary, Origin origin) {
    /** What the API allows a note of an Event, and kubectl shows in a line. */
    private static final int MOST_BYTES = 1_024;

    private static final int LONGEST_REASON_FOR_NONE = 300;
    private static final String COMPONENT = "deployment-steps";

    /** What became of a deployment. */
    public enum Reason {
        /** Applied and rolled out. */
        DEPLOYED("Deployed", false),
        /** Everything was as wanted before. */
        NO_CHANGE("NoChange", false),
        /** Applied, and not waited for. */
        APPLIED("Applied", false),
        /** Something was refused or did not become ready. */
        DEPLOY_FAILED("DeployFailed", true),
        /** It was not ready when the time was up. */
        DEPLOY_TIMED_OUT("DeployTimedOut", true),
        /** An earlier deployment is there again, and rolled out. */
        ROLLED_BACK("RolledBack", false),
        /** An earlier deployment could not be brought back. */
        ROLLBACK_FAILED("RollbackFailed", true);

        private final String name;
        private final boolean isWarning;

        Reason(String name, boolean isWarning) {
            this.name = name;
            this.isWarning = isWarning;
        }
    }

    /**
     * Creates the event. Whatever goes wrong is one line of the log.
     *
     * @param set whose inventory the event is about, whether it could be kept or not
     * @param now when it was
     * @throws InterruptedException if the thread is interrupted; it may have been created
     */
    public void create(SetCluster cluster, DeploymentLog log, ApplySet set, Instant now) throws InterruptedException {
        ObjectRef inventory = set.inventory();
        String name = inventory.name() + "." + deployment.toLowerCase(Locale.ROOT) + "."
                + reason.name.toLowerCase(Locale.ROOT);
        try {
            cluster.save(
                    new ObjectRef("v1", "Event", inventory.namespace(), name),
                    fields(inventory, uid(cluster, inventory), now),
                    null,
                    false);
        } catch (DeploymentException e) {
            // It is there already where the last look of a deployment is done again after a restart.
            if (e.kind() != Kind.CONFLICT) {
                log.info("The cluster keeps no event of the deployment, which is as it is all the same: "
                        + (e.kind() == Kind.FORBIDDEN
                                ? "the credential may not create events in the namespace " + inventory.namespace() + "."
                                : Text.shorten(String.valueOf(e.getMessage()), LONGEST_REASON_FOR_NONE)));
            }
        }
    }

    /** With it, {@code kubectl describe} of the inventory lists the event. */
    private static String uid(SetCluster cluster, ObjectRef inventory) throws InterruptedException {
        try {
            return cluster.readMetadata(List.of(inventory))
                    .get(0)
                    .map(object -> Fields.text(object, "metadata", "uid"))
                    .orElse("");
        } catch (DeploymentException e) {
            return "";
        }
    }

    private Map<String, Object> fields(ObjectRef inventory, String uid, Instant now) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("apiVersion", inventory.apiVersion());
        about.put("kind", inventory.kind());
        about.put("namespace", inventory.namespace());
        about.put("name", inventory.name());
        about.put("uid", uid.isEmpty() ? null : uid);
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("metadata", Map.of("namespace", String.valueOf(inventory.namespace())));
        fields.put("involvedObject", about);
        fields.put("reason", reason.name);
        fields.put("message", message());
        fields.put("type", reason.isWarning ? "Warning" : "Normal");
        fields.put("source", Map.of("component", COMPONENT));
        fields.put("reportingComponent", COMPONENT);
        fields.put("firstTimestamp", time);
        fields.put("lastTimestamp", time);
        fields.put("count", 1);
        return fields;
    }

    /** Which build it was is never cut off: it leads to everything else. */
    String message() {
        String facts = cut(
                " Build: " + origin.build()
                        + (origin.commit().isEmpty() ? "" : ", commit: " + origin.commit())
                        + (origin.startedBy().isEmpty() ? "" : ", started by: " + origin.startedBy()),
                MOST_BYTES / 2);
        String what = cut(Text.shorten(summary, MOST_BYTES), MOST_BYTES - 1 - bytes(facts));
        return what + (what.endsWith(".") || what.endsWith("…") ? "" : ".") + facts;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Cuts between characters, so that the text has at most so many bytes. */
    private static String cut(String text, int most) {
        if (bytes(text) <= most) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int left = most - bytes("…");
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            String character = Character.toString(text.codePointAt(at));
            left -= bytes(character);
            if (left < 0) {
                break;
            }
            kept.append(character);
        }
        return kept.append('…').toString();
    }
}
