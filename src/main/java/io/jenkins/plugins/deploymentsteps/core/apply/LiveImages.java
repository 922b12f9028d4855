package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which images really run: by the digests that the nodes report for the containers of the pods of the current revision.
 *
 * <p>A node that reports the digest that is pinned proves it. One that reports another proves nothing: a runtime names one
 * of all the digests under which it has the same content, and one that loaded an image without a registry names the image's
 * own id. The pin is contradicted only where the pod itself does not ask for it any more.
 */
final class LiveImages {
    private static final Pattern DIGEST = Pattern.compile("@(sha256:[0-9a-f]{64})$");
    private static final int LONGEST_IMAGE = 300;

    private final CurrentPods currentPods;
    private final SortedMap<String, SortedSet<String>> digests = new TreeMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private final SortedSet<String> unproved = new TreeSet<>();

    LiveImages(CurrentPods currentPods) {
        this.currentPods = currentPods;
    }

    /** Looks at the pods of a workload that is ready. */
    void look(ObjectRef ref, Map<String, Object> object) throws DeploymentException, InterruptedException {
        String[] path = ref.kind().equals("Pod") ? new String[] {"spec"} : new String[] {"spec", "template", "spec"};
        Map<String, String> wanted = new TreeMap<>();
        for (Map<String, Object> container : containers(object, path)) {
            wanted.put(Fields.text(container, "name"), Fields.text(container, "image"));
        }
        wanted.values().removeIf(String::isEmpty);
        if (wanted.isEmpty()) {
            return;
        }
        for (Map<String, Object> pod : currentPods.ofOrNone(ref, object)) {
            if (runs(pod)) {
                compare(pod, wanted);
                contradict(ref, pod, wanted);
            }
        }
        wanted.values().stream()
                .filter(image -> digest(image).isPresent() && !digests.containsKey(image))
                .forEach(unproved::add);
    }

    private static List<Map<String, Object>> containers(Map<String, Object> object, String... podSpec) {
        return Fields.maps(Fields.at(object, podSpec), "containers");
    }

    private static boolean runs(Map<String, Object> pod) {
        return Fields.at(pod, "metadata", "deletionTimestamp") == null
                && List.of("Running", "Succeeded").contains(Fields.text(pod, "status", "phase"));
    }

    private void compare(Map<String, Object> pod, Map<String, String> wanted) {
        for (Map<String, Object> status : Fields.maps(pod, "status", "containerStatuses")) {
            String name = Fields.text(status, "name");
            String image = wanted.get(name);
            Optional<String> running = digest(Fields.text(status, "imageID"));
            if (image == null || running.isEmpty()) {
                continue;
            }
            Optional<String> pinned = digest(image);
            if (pinned.isPresent() && !pinned.equals(running)) {
                unproved.add(image);
            } else {
                digests.computeIfAbsent(image, key -> new TreeSet<>()).add(running.get());
            }
        }
    }

    /** Between a workload and its pods an admission webhook may change images; one that only moves the name is fine. */
    private void contradict(ObjectRef ref, Map<String, Object> pod, Map<String, String> wanted) {
        for (Map<String, Object> container : containers(pod, "spec")) {
            String name = Fields.text(container, "name");
            String image = wanted.getOrDefault(name, "");
            Optional<String> pinned = digest(image);
            String asked = Fields.text(container, "image");
            if (pinned.isPresent() && !pinned.equals(digest(asked))) {
                ObjectRef podRef = new ObjectRef(
                        "v1", "Pod", Fields.text(pod, "metadata", "namespace"), Fields.text(pod, "metadata", "name"));
                contradictions.add(ref + ": container " + name + " of " + podRef + " asks for " + shortened(asked)
                        + ", but its manifest for " + shortened(image));
            }
        }
    }

    private static Optional<String> digest(String image) {
        Matcher matcher = DIGEST.matcher(image);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String shortened(String image) {
        return Text.shorten(image, LONGEST_IMAGE);
    }

    /** Returns the digests that run, by the image as the manifests have it. */
    SortedMap<String, SortedSet<String>> digests() {
        return digests;
    }

    /** Returns images that are pinned by a digest of which not every node said that it runs. */
    SortedSet<String> unproved() {
        return unproved;
    }

    /** Returns a failure if a pod asks for another image than the one that its manifest pins. */
    Optional<DeploymentException> failure(String server) {
        if (contradictions.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder message = new StringBuilder(
                "Pods on " + server + " are ready, but ask for other images than their manifests pin:");
        contradictions.stream().limit(20).forEach(each -> message.append("\n- ").append(each));
        if (contradictions.size() > 20) {
            message.append("\n- and ").append(contradictions.size() - 20).append(" more");
        }
        message.append("\nSomething changes images on their way to the nodes, such as an admission webhook.");
        return Optional.of(new DeploymentException(Kind.NOT_READY, message.toString()));
    }
}
