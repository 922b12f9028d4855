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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lets the server check a whole set before anything is changed, and reports all that stands against it at once: its
 * namespaces, each object by a dry run, and what of that is a matter of rights.
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
    private final Findings findings;
    private final Map<ObjectRef, AppliedObject> results = new HashMap<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Map<String, List<ObjectRef>> unchecked = new TreeMap<>();
    private final Set<ObjectRef.Identity> inSet = new HashSet<>();

    /**
     * One for each check.
     *
     * @param findings what has been found already; what is found here is told together with it
     */
    Preflight(Cluster cluster, DeploymentLog log, ObjectScopes scopes, ApplyRequest request, Findings findings) {
        this.cluster = cluster;
        this.log = log;
        this.scopes = scopes;
        this.request = request;
        this.findings = findings;
    }

    /**
     * Checks everything.
     *
     * @param members of the set
     * @param hooks what runs before or after it
     * @return what would happen to the members
     * @throws DeploymentException with everything that was found
     */
    ApplyResult check(List<Manifest> members, List<Hook> hooks) throws DeploymentException, InterruptedException {
        List<Manifest> objects = new ArrayList<>(members);
        hooks.forEach(hook -> objects.add(hook.object()));
        log.info("Checking " + count(objects.size()) + " by a dry run on " + cluster.url());
        SetNamespaces namespaces = new SetNamespaces(cluster, objects);
        Set<ObjectRef> homeless = new HashSet<>();
        Optional<DeploymentException> problem = namespaces.check(homeless);
        if (problem.isPresent()) {
            findings.add(problem.get());
        }
        dryRuns(
                objects.stream()
                        .filter(object -> !homeless.contains(object.ref()))
                        .toList(),
                namespaces);
        explainByRights(objects, namespaces);
        judgeImmutables(hooks);
        if (!refusals.isEmpty()) {
            findings.add(Refusal.failure(
                    refusals.size() + " of " + count(objects.size())
                            + (refusals.size() == 1 ? " was" : " were") + " refused in a dry run by " + cluster.url()
                            + "; nothing was changed:",
                    refusals));
        }
        unchecked.forEach((reason, refs) -> log.info(count(refs.size())
                + " cannot be checked before the first change, because " + reason + ": " + names(refs)));
        findings.throwIfAny();
        if (request.awaited() && !request.dryRun()) {
            new Rights(cluster, log).warnOfWait(objects);
        }
        List<AppliedObject> ordered = new ArrayList<>();
        for (Manifest object : members) {
            AppliedObject result = results.get(object.ref());
            ordered.add(result);
            if (request.dryRun()) {
                log.info(result.line() + " (dry run)");
            }
        }
        return new ApplyResult(cluster.url(), ordered, true);
    }

    private void dryRuns(List<Manifest> objects, SetNamespaces namespaces) throws InterruptedException {
        List<Manifest> first = new ArrayList<>();
        List<Manifest> ofKindsInSet = new ArrayList<>();
        for (Manifest object : objects) {
            inSet.add(object.ref().identity());
            (scopes.definitionOf(object.ref()) == null ? first : ofKindsInSet).add(object);
        }
        dryRun(first, namespaces);
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
        dryRun(second, namespaces);
    }

    /**
     * Where roles are the reason, the failure says which rule to add, once for all objects of a kind. What lives in a
     * namespace that comes with the set may get its rights with it, so that is only a warning.
     */
    private void explainByRights(List<Manifest> objects, SetNamespaces namespaces)
            throws DeploymentException, InterruptedException {
        Set<ObjectRef> forbidden = new HashSet<>();
        refusals.stream()
                .filter(refusal -> refusal.reason().kind() == Kind.FORBIDDEN)
                .forEach(refusal -> forbidden.add(refusal.object().ref()));
        Set<ObjectRef> notChecked = new HashSet<>();
        unchecked.values().forEach(notChecked::addAll);
        List<Manifest> certain = new ArrayList<>();
        List<Manifest> later = new ArrayList<>();
        for (Manifest object : objects) {
            if (forbidden.contains(object.ref())) {
                certain.add(object);
            } else if (notChecked.contains(object.ref())) {
                (namespaces.isInSet(String.valueOf(object.ref().namespace())) ? later : certain).add(object);
            }
        }
        Rights rights = new Rights(cluster, log);
        Rights.Lack lack = rights.missing(certain);
        Optional<DeploymentException> failure = lack.failure();
        if (failure.isPresent()) {
            findings.add(failure.get());
            refusals.removeIf(refusal -> refusal.reason().kind() == Kind.FORBIDDEN
                    && lack.objects().contains(refusal.object().ref()));
        }
        rights.missing(later)
                .lines()
                .forEach(line -> log.warn("Unless it comes with the namespace, a right is missing: " + line));
    }

    /** What is made anew anyway, or on request, may have another value in such a field. */
    private void judgeImmutables(List<Hook> hooks) throws DeploymentException, InterruptedException {
        Set<ObjectRef> madeAnew =
                hooks.stream().filter(Hook::isMadeAnew).map(Hook::ref).collect(Collectors.toSet());
        List<Manifest> replaced = new ArrayList<>();
        List<Refusal> left = new ArrayList<>();
        for (Refusal refusal : refusals) {
            Manifest object = refusal.object();
            if (refusal.immutableFields().isEmpty()) {
                left.add(refusal);
            } else if (madeAnew.contains(object.ref())) {
                replaced.add(object);
            } else if (OnImmutable.isReplaced(object)) {
                replaced.add(object);
                String why = OnImmutable.fields(cluster, object, refusal.immutableFields()) + " can never be changed";
                AppliedObject result = AppliedObject.toBeReplaced(object.ref(), why);
                results.put(object.ref(), result);
                if (!request.dryRun()) {
                    log.info(object.ref() + " is going to be deleted and made anew: " + why);
                }
                if (OnImmutable.losesData(object.ref())) {
                    log.warn(object.ref() + " is replaced, and what is stored with it may be lost.");
                }
            } else {
                left.add(OnImmutable.explained(cluster, refusal));
            }
        }
        left.addAll(Replacements.check(cluster, replaced));
        refusals.clear();
        refusals.addAll(left);
    }

    private void dryRun(List<Manifest> batch, SetNamespaces namespaces) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        List<AppliedObject> applied = new ArrayList<>();
        List<Refusal> refused =
                ApplyManifests.send(cluster, batch, request.conflicts(), true, Cluster.ApplyProgress.UNTOLD, applied);
        applied.forEach(object -> results.put(object.ref(), object));
        for (Iterator<Refusal> each = refused.iterator(); each.hasNext(); ) {
            Refusal refusal = each.next();
            ObjectRef ref = refusal.object().ref();
            String needed = neededFirst(refusal);
            if (refusal.reason().kind() == Kind.NOT_FOUND && namespaces.isInSet(String.valueOf(ref.namespace()))) {
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
