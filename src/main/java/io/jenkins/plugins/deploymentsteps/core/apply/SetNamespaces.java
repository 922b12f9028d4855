package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The namespaces that a set goes to: each must be there or be brought along, and must not be on its way out. */
final class SetNamespaces {
    private final Cluster cluster;
    private final Set<String> inSet = new HashSet<>();
    private final Map<String, List<Manifest>> used = new LinkedHashMap<>();

    SetNamespaces(Cluster cluster, List<Manifest> objects) {
        this.cluster = cluster;
        for (Manifest object : objects) {
            ObjectRef ref = object.ref();
            if (ref.group().isEmpty() && ref.kind().equals("Namespace")) {
                inSet.add(ref.name());
                used.computeIfAbsent(ref.name(), name -> new ArrayList<>());
            } else if (ref.namespace() != null) {
                used.computeIfAbsent(ref.namespace(), name -> new ArrayList<>()).add(object);
            }
        }
    }

    /** Returns whether a namespace is part of the set. */
    boolean isInSet(String namespace) {
        return inSet.contains(namespace);
    }

    /**
     * Looks at all of them. One that may not be read, or of a server that serves none, is left to the dry run.
     *
     * @param bad takes the objects that cannot be applied because of their namespace
     * @return what is wrong with which; empty if nothing is
     * @throws DeploymentException if the server cannot be asked
     */
    Optional<DeploymentException> check(Set<ObjectRef> bad) throws DeploymentException, InterruptedException {
        List<Refusal> refusals = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        for (Map.Entry<String, Optional<Map<String, Object>>> each :
                read(List.copyOf(used.keySet())).entrySet()) {
            String name = each.getKey();
            String problem = null;
            if (each.getValue().isEmpty()) {
                problem = inSet.contains(name)
                        ? null
                        : "the namespace " + name + " does not exist. Create it, or add it to the manifests.";
            } else if (!Fields.text(each.getValue().get(), "metadata", "deletionTimestamp")
                    .isEmpty()) {
                problem = "the namespace " + name + " is being deleted, with all that is in it. Wait until it is gone"
                        + " (kubectl get namespace " + name + " -o yaml says what holds it), then deploy again.";
            }
            if (problem != null) {
                DeploymentException reason = new DeploymentException(Kind.NOT_FOUND, problem);
                used.get(name).forEach(object -> {
                    bad.add(object.ref());
                    refusals.add(new Refusal(object, reason));
                });
                if (used.get(name).isEmpty()) {
                    alone.add(problem);
                }
            }
        }
        if (refusals.isEmpty() && alone.isEmpty()) {
            return Optional.empty();
        } else if (refusals.isEmpty()) {
            return Optional.of(new DeploymentException(
                    Kind.NOT_FOUND,
                    "Namespaces of the set cannot be used; nothing was changed:\n- " + String.join("\n- ", alone)));
        }
        return Optional.of(Refusal.failure(
                Preflight.count(refusals.size()) + " cannot be applied because of the namespace; nothing was changed:",
                refusals));
    }

    private Map<String, Optional<Map<String, Object>>> read(List<String> names)
            throws DeploymentException, InterruptedException {
        Map<String, Optional<Map<String, Object>>> found = new LinkedHashMap<>();
        if (names.isEmpty()) {
            return found;
        }
        try {
            List<Optional<Map<String, Object>>> read =
                    cluster.read(names.stream().map(SetNamespaces::ref).toList());
            for (int i = 0; i < names.size(); i++) {
                found.put(names.get(i), read.get(i));
            }
        } catch (DeploymentException e) {
            boolean isHidden = e.kind() == Kind.FORBIDDEN || e.kind() == Kind.NOT_FOUND;
            if (!isHidden) {
                throw e;
            } else if (names.size() > 1 && e.kind() == Kind.FORBIDDEN) {
                // A role may name those that may be read.
                for (String name : names) {
                    found.putAll(read(List.of(name)));
                }
            }
        }
        return found;
    }

    private static ObjectRef ref(String namespace) {
        return new ObjectRef("v1", "Namespace", null, namespace);
    }
}
