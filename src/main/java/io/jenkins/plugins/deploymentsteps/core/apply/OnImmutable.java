package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion.Propagation;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.Wave;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of an object that the server refuses to change, because a field of it never can be changed. */
final class OnImmutable {
    static final String ANNOTATION = "deployment-steps.jenkins.io/on-immutable";

    private static final int MOST_FIELDS = 10;

    private OnImmutable() {}

    /** Returns what is wrong with an object's annotation; null if nothing is. */
    @CheckForNull
    static String problem(Manifest object) {
        String value = object.annotation(ANNOTATION);
        return value.isEmpty() || value.equals("fail") || value.equals("replace")
                ? null
                : "annotation " + ANNOTATION + ": '" + Text.shorten(value, 40) + "' is neither fail nor replace.";
    }

    /** Returns whether the object is to be deleted and made anew. */
    static boolean isReplaced(Manifest object) {
        return object.annotation(ANNOTATION).equals("replace");
    }

    /** Returns what is deleted with an object that is made anew. */
    static Propagation propagation(ObjectRef ref) {
        if (ref.group().equals("apps") && ref.kind().equals("StatefulSet")) {
            // The new one adopts the pods, which go on running on their volumes.
            return Propagation.ORPHAN;
        }
        return Wave.of(ref) == Wave.WORKLOADS ? Propagation.FOREGROUND : Propagation.BACKGROUND;
    }

    /**
     * Names the fields as far as they are known: of a whole spec that may not be changed, those that differ.
     *
     * @param fields as the server names them
     */
    static String fields(Cluster cluster, Manifest object, List<String> fields) throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (String field : fields) {
            List<String> differing =
                    field.contains(".") || field.isEmpty() ? List.of() : differing(cluster, object, field);
            if (differing.isEmpty()) {
                names.add(field);
            } else {
                names.addAll(differing);
            }
        }
        int more = names.size() - MOST_FIELDS;
        return String.join(", ", names.subList(0, Math.min(names.size(), MOST_FIELDS)))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static List<String> differing(Cluster cluster, Manifest object, String field) throws InterruptedException {
        try {
            Optional<Map<String, Object>> live =
                    cluster.read(List.of(object.ref())).get(0);
            List<String> paths = new ArrayList<>();
            Map<String, Object> wanted = Fields.map(object.content(), field);
            Map<String, Object> there = Fields.map(live.orElse(Map.of()), field);
            wanted.forEach((key, value) -> {
                if (there.containsKey(key) && !isPartOf(value, there.get(key))) {
                    paths.add(field + "." + key);
                } else if (!there.containsKey(key)) {
                    paths.add(field + "." + key);
                }
            });
            return paths;
        } catch (DeploymentException e) {
            return List.of();
        }
    }

    /** Whether a value has nothing that the other one lacks: what the server adds by default is no difference. */
    private static boolean isPartOf(@CheckForNull Object wanted, @CheckForNull Object there) {
        if (wanted instanceof Map<?, ?> map && there instanceof Map<?, ?> other) {
            return map.entrySet().stream().allMatch(each -> isPartOf(each.getValue(), other.get(each.getKey())));
        } else if (wanted instanceof List<?> list && there instanceof List<?> other) {
            boolean same = list.size() == other.size();
            for (int i = 0; same && i < list.size(); i++) {
                same = isPartOf(list.get(i), other.get(i));
            }
            return same;
        }
        return String.valueOf(wanted).equals(String.valueOf(there));
    }

    /** The refusal of an object that is not to be replaced: which field it is, and what to do. */
    static Refusal explained(Cluster cluster, Refusal refusal) throws InterruptedException {
        String fields = fields(cluster, refusal.object(), refusal.immutableFields());
        return new Refusal(
                refusal.object(),
                new DeploymentException(
                        refusal.reason().kind(),
                        fields + " can never be changed: " + refusal.reason().getMessage()
                                + " Take the change back, give the new object another name, or have it deleted and"
                                + " made anew by its annotation " + ANNOTATION + ": replace"
                                + (OnImmutable.losesData(refusal.object().ref())
                                        ? ", which may delete its data."
                                        : "."),
                        refusal.reason()),
                refusal.immutableFields());
    }

    /** Whether what is stored goes with the object. */
    static boolean losesData(ObjectRef ref) {
        return ref.group().isEmpty()
                && (ref.kind().equals("PersistentVolumeClaim") || ref.kind().equals("PersistentVolume"));
    }
}
