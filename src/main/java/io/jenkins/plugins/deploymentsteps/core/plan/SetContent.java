package io.jenkins.plugins.deploymentsteps.core.plan;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.Variables;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that is needed to apply a set exactly as it is, where it belongs. It holds the values of Secrets, so it is only
 * ever kept encrypted.
 *
 * @param server the API server's URL
 * @param clusterUid the UID of the cluster's namespace {@code kube-system}; empty where it may not be read
 * @param namespace for objects that name none; where the set's inventory is
 * @param set the set's name
 * @param conflicts what to do with fields that somebody else owns
 * @param objects with their namespaces and images, in the order of the apply
 * @param readiness when objects are ready, before the usual rules
 */
public record SetContent(
        String server,
        String clusterUid,
        String namespace,
        String set,
        ConflictPolicy conflicts,
        List<Manifest> objects,
        List<ReadyRule> readiness) {
    /** Copies the lists. */
    public SetContent {
        objects = List.copyOf(objects);
        readiness = List.copyOf(readiness);
    }

    /**
     * Returns what an apply of it is asked to do.
     *
     * @param preflight whether the server checks everything before the first change
     * @param awaited whether its rollout is going to be waited for
     * @param setRequest which deployment it is, and whether it prunes
     */
    public ApplyRequest request(boolean preflight, boolean dryRun, boolean awaited, SetRequest setRequest) {
        return new ApplyRequest(
                List.of(),
                Variables.NONE,
                namespace,
                List.of(),
                conflicts,
                preflight,
                dryRun,
                setRequest,
                awaited,
                readiness);
    }

    /** Returns which objects it holds. */
    public Set<ObjectRef.Identity> identities() {
        return objects.stream().map(object -> object.ref().identity()).collect(Collectors.toSet());
    }

    /**
     * Fails if a cluster is another one than this is for.
     *
     * @param what it is, as a message begins: {@code plan}
     * @param url of the cluster's API server
     * @param uid of its namespace {@code kube-system}; empty where it may not be read
     * @throws DeploymentException (invalid input) naming both
     */
    public void checkIsFor(String what, String url, String uid) throws DeploymentException {
        if (!url.equals(server)) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    what + ": it was made for " + server + " and this is " + url + ". Nothing was changed.");
        }
        if (!clusterUid.isEmpty() && !uid.isEmpty() && !clusterUid.equals(uid)) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    what + ": " + url + " is another cluster by now: its namespace kube-system had the UID "
                            + clusterUid + " and has " + uid + ". Nothing was changed.");
        }
    }

    /** Returns it as maps, lists, texts and numbers. */
    public Map<String, Object> toFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("server", server);
        fields.put("clusterUid", clusterUid);
        fields.put("namespace", namespace);
        fields.put("set", set);
        fields.put("conflicts", conflicts.name().toLowerCase(Locale.ROOT));
        fields.put("objects", objects.stream().map(PlainFields::of).toList());
        List<Map<String, Object>> rules = new ArrayList<>();
        for (ReadyRule rule : readiness) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("kind", rule.kind());
            each.put("group", rule.group());
            each.put("waitFor", rule.waitFor());
            each.put("failWhen", rule.failWhen());
            rules.add(each);
        }
        fields.put("readiness", rules);
        return fields;
    }

    /**
     * Reads what {@link #toFields} wrote.
     *
     * @throws DeploymentException (invalid input) naming what is missing
     */
    public static SetContent of(Map<String, Object> fields) throws DeploymentException {
        List<ReadyRule> rules = new ArrayList<>();
        for (Map<String, Object> each : Fields.maps(fields, "readiness")) {
            rules.add(new ReadyRule(
                    PlainFields.required(each, "kind"),
                    PlainFields.orNull(each, "group"),
                    PlainFields.required(each, "waitFor"),
                    PlainFields.orNull(each, "failWhen")));
        }
        return new SetContent(
                PlainFields.required(fields, "server"),
                Fields.text(fields, "clusterUid"),
                PlainFields.required(fields, "namespace"),
                PlainFields.required(fields, "set"),
                conflicts(PlainFields.required(fields, "conflicts")),
                PlainFields.manifests(fields, "objects"),
                rules);
    }

    private static ConflictPolicy conflicts(@CheckForNull String name) throws DeploymentException {
        for (ConflictPolicy policy : ConflictPolicy.values()) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(name)) {
                return policy;
            }
        }
        throw new DeploymentException(Kind.INVALID_INPUT, "'conflicts' is '" + name + "'");
    }
}
