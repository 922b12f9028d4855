package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.apply.Access.Verdict;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadinessRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the credential may do, asked once for each verb, kind and namespace. The answers explain and warn; whether an
 * object can be applied, a dry run knows better.
 */
final class Rights {
    private static final List<String> APPLY = List.of("create", "patch");
    private static final List<String> WAIT = List.of("get", "watch");
    private static final int MOST_OBJECTS_SHOWN = 5;

    private final Cluster cluster;
    private final DeploymentLog log;

    Rights(Cluster cluster, DeploymentLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /** A kind in a namespace, as roles know it. */
    private record Place(
            String group, String resource, @CheckForNull String namespace) {
        String rule(Collection<String> verbs) {
            return "- {apiGroups: [\"" + group + "\"], resources: [" + resource + "], verbs: ["
                    + String.join(", ", verbs) + "]}";
        }

        @Override
        public String toString() {
            return resource
                    + (group.isEmpty() ? "" : "." + group)
                    + (namespace == null ? "" : " in the namespace " + namespace);
        }

        String role() {
            return namespace == null
                    ? "Add to a ClusterRole of the account: "
                    : "Add to a Role of the account in " + namespace + ": ";
        }
    }

    /**
     * Explains by roles which of these objects cannot be applied.
     *
     * @param doubtful which a dry run refused as forbidden, or could not check
     * @return for each kind and namespace the rule to add, and what it is needed for; empty where roles are not the
     *     reason
     */
    Lack missing(List<Manifest> doubtful) throws InterruptedException {
        Map<Place, Set<String>> verbs = new LinkedHashMap<>();
        Map<Place, Map<ObjectRef, Manifest>> objects = new LinkedHashMap<>();
        List<ObjectRef> refs = doubtful.stream().map(Manifest::ref).toList();
        Map<AccessQuery, Access> answers = ask(refs, APPLY);
        for (Manifest object : doubtful) {
            for (String verb : APPLY) {
                Access access = answers.get(query(object.ref(), verb));
                if (access.verdict() == Verdict.DENIED) {
                    Place place = new Place(access.group(), access.resource(), access.namespace());
                    verbs.computeIfAbsent(place, key -> new TreeSet<>()).add(verb);
                    objects.computeIfAbsent(place, key -> new LinkedHashMap<>()).put(object.ref(), object);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        Set<ObjectRef> explained = new HashSet<>();
        verbs.forEach((place, denied) -> {
            explained.addAll(objects.get(place).keySet());
            lines.add(String.join(", ", denied) + " " + place + ", for "
                    + names(List.copyOf(objects.get(place).values())) + ". " + place.role() + place.rule(denied));
        });
        return new Lack(lines, explained);
    }

    /**
     * What roles do not grant.
     *
     * @param lines one for each kind and namespace
     * @param objects which cannot be applied for that reason
     */
    record Lack(List<String> lines, Set<ObjectRef> objects) {
        /** Returns the failure that it is, if it is one. */
        Optional<DeploymentException> failure() {
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new DeploymentException(
                            Kind.FORBIDDEN,
                            Preflight.count(objects.size()) + " cannot be applied, because the credential is forbidden"
                                    + " to do this; nothing was changed:\n- " + String.join("\n- ", lines)));
        }
    }

    /** Warns of rights that the wait will lack. */
    void warnOfWait(List<Manifest> objects) throws InterruptedException {
        List<ObjectRef> awaited = objects.stream()
                .map(Manifest::ref)
                .filter(ref -> !ReadinessRules.isByExistence(ref))
                .toList();
        Map<Place, Set<String>> denied = new LinkedHashMap<>();
        ask(awaited, WAIT).values().stream()
                .filter(access -> access.verdict() == Verdict.DENIED)
                .forEach(access -> denied.computeIfAbsent(
                                new Place(access.group(), access.resource(), access.namespace()),
                                key -> new TreeSet<>())
                        .add(access.verb()));
        denied.forEach((place, verbs) -> log.warn("The credential may not " + String.join(" and ", verbs) + " " + place
                + ", so "
                + (verbs.contains("get")
                        ? "the wait for them will fail"
                        : "the wait for them is not told of changes and looks every few seconds")
                + ". " + place.role() + place.rule(verbs)));
    }

    private Map<AccessQuery, Access> ask(List<ObjectRef> refs, List<String> verbs) throws InterruptedException {
        Set<AccessQuery> queries = new LinkedHashSet<>();
        refs.forEach(ref -> verbs.forEach(verb -> queries.add(query(ref, verb))));
        List<AccessQuery> asked = List.copyOf(queries);
        List<Access> answers = asked.isEmpty() ? List.of() : cluster.access(asked);
        Map<AccessQuery, Access> byQuery = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            byQuery.put(asked.get(i), answers.get(i));
        }
        return byQuery;
    }

    private static AccessQuery query(ObjectRef ref, String verb) {
        return new AccessQuery(verb, Cluster.Kind.of(ref), ref.namespace());
    }

    private static String names(List<Manifest> objects) {
        List<String> names = objects.stream()
                .limit(MOST_OBJECTS_SHOWN)
                .map(object -> object.ref() + " (" + object.origin() + ")")
                .toList();
        int more = objects.size() - names.size();
        return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }
}
