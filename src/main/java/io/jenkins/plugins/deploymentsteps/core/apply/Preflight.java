package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lets the server check a whole set by a dry run before anything is changed, and reports all refusals at once.
 *
 * <p>What cannot be checked before the first write, because its namespace, its kind's definition, the role that it binds or
 * the account that it runs as is itself part of the set and not there yet (or is there and will change), or because an
 * admission webhook takes no dry runs, is named and left to the apply.
 */
final class Preflight {
    private static final int MOST_NAMES_SHOWN = 10;
    private static final String RBAC = "rbac.authorization.k8s.io";

    private final Cluster cluster;
    private final DeploymentLog log;
    private final ObjectScopes scopes;
    private final ApplyRequest request;
    private final Map<ObjectRef, AppliedObject> results = new HashMap<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Map<String, List<ObjectRef>> unchecked = new TreeMap<>();
    private final Set<ObjectRef.Identity> inSet = new HashSet<>();

    Preflight(Cluster cluster, DeploymentLog log, ObjectScopes scopes, ApplyRequest request) {
        this.cluster = cluster;
        this.log = log;
        this.scopes = scopes;
        this.request = request;
    }

    ApplyResult check(List<Manifest> objects) throws DeploymentException, InterruptedException {
        log.info("Checking " + count(objects.size()) + " by a dry run on " + cluster.url());
        Set<String> namespacesInSet = new HashSet<>();
        List<Manifest> first = new ArrayList<>();
        List<Manifest> ofKindsInSet = new ArrayList<>();
        for (Manifest object : objects) {
            inSet.add(object.ref().identity());
            if (isNamespace(object.ref())) {
                namespacesInSet.add(object.ref().name());
            }
            (scopes.definitionOf(object.ref()) == null ? first : ofKindsInSet).add(object);
        }
        dryRun(first, namespacesInSet);
        List<Manifest> second = new ArrayList<>();
        for (Manifest object : ofKindsInSet) {
            AppliedObject definition = results.get(scopes.definitionOf(object.ref()));
            if (scopes.isServed(object.ref())
                    && definition != null
                    && definition.action() == AppliedObject.Action.UNCHANGED) {
                second.add(object);
            } else {
                leave(object.ref(), "the definition of their kind is part of the set");
            }
        }
        dryRun(second, namespacesInSet);
        unchecked.forEach((reason, refs) -> log.info(count(refs.size())
                + " cannot be checked before the first change, because " + reason + ": " + names(refs)));
        if (!refusals.isEmpty()) {
            throw Refusal.failure(
                    refusals.size() + " of " + count(objects.size())
                            + (refusals.size() == 1 ? " was" : " were") + " refused in a dry run by " + cluster.url()
                            + "; nothing was changed:",
                    refusals);
        }
        List<AppliedObject> ordered = new ArrayList<>();
        for (Manifest object : objects) {
            AppliedObject result = results.get(object.ref());
            ordered.add(result);
            if (request.dryRun()) {
                log.info(result.line() + " (dry run)");
            }
        }
        return new ApplyResult(cluster.url(), ordered, true);
    }

    private void dryRun(List<Manifest> batch, Set<String> namespacesInSet) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        List<AppliedObject> applied = new ArrayList<>();
        List<Refusal> refused = ApplyManifests.send(cluster, batch, request.conflicts(), true, applied);
        applied.forEach(object -> results.put(object.ref(), object));
        for (Iterator<Refusal> each = refused.iterator(); each.hasNext(); ) {
            Refusal refusal = each.next();
            ObjectRef ref = refusal.object().ref();
            String needed = neededFirst(refusal);
            if (refusal.reason().kind() == Kind.NOT_FOUND
                    && namespacesInSet.contains(String.valueOf(ref.namespace()))) {
                leave(ref, "their namespace is part of the set");
                each.remove();
            } else if (needed != null) {
                leave(ref, needed);
                each.remove();
            } else if (refusal.reason().getMessage().contains("does not support dry run")) {
                leave(ref, "an admission webhook takes no dry runs");
                each.remove();
            }
        }
        refusals.addAll(refused);
    }

    /**
     * Returns which part of the set the server misses to judge another; null if it does not say so. To somebody without the
     * right to bind any role, it grants a binding only once it sees what the role allows.
     */
    @CheckForNull
    private String neededFirst(Refusal refusal) {
        ObjectRef ref = refusal.object().ref();
        Map<String, Object> content = refusal.object().content();
        Kind kind = refusal.reason().kind();
        if (kind == Kind.NOT_FOUND && ref.group().equals(RBAC) && ref.kind().endsWith("Binding")) {
            String role = Fields.text(content, "roleRef", "kind");
            String namespace = role.equals("Role") ? ref.namespace() : null;
            return inSet.contains(
                            new ObjectRef.Identity(RBAC, role, namespace, Fields.text(content, "roleRef", "name")))
                    ? "the role that they bind is part of the set"
                    : null;
        }
        if (kind == Kind.FORBIDDEN
                && ref.group().isEmpty()
                && ref.kind().equals("Pod")
                && refusal.reason().getMessage().contains("error looking up service account")) {
            String account = Fields.text(content, "spec", "serviceAccountName");
            return inSet.contains(new ObjectRef.Identity("", "ServiceAccount", ref.namespace(), account))
                    ? "the account that they run as is part of the set"
                    : null;
        }
        return null;
    }

    private void leave(ObjectRef ref, String reason) {
        unchecked.computeIfAbsent(reason, key -> new ArrayList<>()).add(ref);
        results.put(ref, AppliedObject.skipped(ref, "not checked, because " + reason));
    }

    private static boolean isNamespace(ObjectRef ref) {
        return ref.group().isEmpty() && ref.kind().equals("Namespace");
    }

    static String count(int objects) {
        return objects + (objects == 1 ? " object" : " objects");
    }

    private static String names(List<ObjectRef> refs) {
        List<String> names =
                refs.stream().limit(MOST_NAMES_SHOWN).map(ObjectRef::toString).toList();
        int more = refs.size() - names.size();
        return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }
}
