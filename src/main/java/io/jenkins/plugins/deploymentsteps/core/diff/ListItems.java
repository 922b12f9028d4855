package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The items of a list by what tells them apart, so that an item that moved, or one before it that is new, does not make
 * all others look changed. The names are those that Kubernetes' own lists are merged by.
 */
final class ListItems {
    private static final List<List<String>> KEYS = List.of(
            List.of("name"),
            List.of("key"),
            List.of("mountPath"),
            List.of("devicePath"),
            List.of("containerPort", "protocol"),
            List.of("containerPort"),
            List.of("port", "protocol"),
            List.of("port"),
            List.of("ip"),
            List.of("type"),
            List.of("topologyKey", "whenUnsatisfiable"),
            List.of("uid"),
            List.of("host"),
            List.of("path"));

    private ListItems() {}

    /**
     * Finds what tells the items of two lists apart.
     *
     * @return null if they are no mappings, or nothing does
     */
    @CheckForNull
    static List<String> key(List<?> before, List<?> after) {
        return KEYS.stream()
                .filter(key -> isUnique(key, before) && isUnique(key, after))
                .findFirst()
                .orElse(null);
    }

    private static boolean isUnique(List<String> key, List<?> items) {
        Set<String> seen = new HashSet<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> map)) {
                return false;
            }
            for (String field : key) {
                Object value = map.get(field);
                if (value == null || value instanceof Map || value instanceof List) {
                    return false;
                }
            }
            if (!seen.add(name(key, map))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the items by how a path names them: {@code [name=web]}. */
    static Map<String, Object> by(List<String> key, List<?> items) {
        Map<String, Object> named = new LinkedHashMap<>();
        items.forEach(item -> named.put(name(key, (Map<?, ?>) item), item));
        return named;
    }

    private static String name(List<String> key, Map<?, ?> item) {
        List<String> parts = new ArrayList<>();
        key.forEach(field -> parts.add(field + "=" + Text.shorten(String.valueOf(item.get(field)), 100)));
        return "[" + String.join(",", parts) + "]";
    }
}
