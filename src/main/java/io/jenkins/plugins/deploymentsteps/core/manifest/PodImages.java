package io.jenkins.plugins.deploymentsteps.core.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The images that an object's pods run: of containers, init containers and ephemeral containers of each pod
 * specification that the object holds, wherever its kind keeps it (a Pod's {@code spec}, a Deployment's
 * {@code spec.template.spec}, a CronJob's {@code spec.jobTemplate.spec.template.spec}, custom kinds likewise).
 */
public final class PodImages {
    private static final List<String> CONTAINER_FIELDS = List.of("initContainers", "containers", "ephemeralContainers");

    private PodImages() {}

    /** Returns the images of an object, each once, in the order of the object. */
    public static List<String> of(Map<String, Object> object) {
        Set<String> images = new LinkedHashSet<>();
        replace(object, image -> {
            images.add(image);
            return image;
        });
        return new ArrayList<>(images);
    }

    /**
     * Replaces each image by what the function makes of it.
     *
     * @param object is not changed
     * @return the object itself where nothing changes, else one that shares with it what did not change
     */
    static Map<String, Object> replace(Map<String, Object> object, UnaryOperator<String> replacement) {
        Map<String, Object> changed = null;
        for (Map.Entry<String, Object> field : object.entrySet()) {
            Object value = field.getValue();
            Object replaced = value;
            if (value instanceof List<?> list && CONTAINER_FIELDS.contains(field.getKey()) && isPodSpec(object)) {
                replaced = replaceInContainers(list, replacement);
            } else if (value instanceof Map<?, ?> && mayHoldPods(field.getKey())) {
                replaced = replace(Fields.map(value), replacement);
            }
            if (replaced != value) {
                changed = changed == null ? new LinkedHashMap<>(object) : changed;
                changed.put(field.getKey(), replaced);
            }
        }
        return changed == null ? object : changed;
    }

    /** Every pod specification has containers, and they have names; a custom kind's own "containers" may be anything. */
    private static boolean isPodSpec(Map<String, Object> object) {
        List<Map<String, Object>> containers = Fields.maps(object, "containers");
        return !containers.isEmpty() && containers.stream().allMatch(container -> container.containsKey("name"));
    }

    /** Pods are specified, not reported or described. */
    private static boolean mayHoldPods(String field) {
        return !field.equals("status") && !field.equals("metadata");
    }

    private static List<?> replaceInContainers(List<?> containers, UnaryOperator<String> replacement) {
        List<Object> changed = null;
        for (int i = 0; i < containers.size(); i++) {
            Map<String, Object> container = Fields.map(containers.get(i));
            if (container.get("image") instanceof String image) {
                String replaced = replacement.apply(image);
                if (!replaced.equals(image)) {
                    changed = changed == null ? new ArrayList<>(containers) : changed;
                    Map<String, Object> copy = new LinkedHashMap<>(container);
                    copy.put("image", replaced);
                    changed.set(i, copy);
                }
            }
        }
        return changed == null ? containers : changed;
    }
}
