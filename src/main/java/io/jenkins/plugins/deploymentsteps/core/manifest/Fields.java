package io.jenkins.plugins.deploymentsteps.core.manifest;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.Map;

/**
 * Reads objects that are plain data, as they come from manifests and API servers. What is absent or of another type is
 * read as empty, because a status may lack anything.
 */
public final class Fields {
    private Fields() {}

    /** Returns what lies at a path of keys, or null. */
    @CheckForNull
    public static Object at(@CheckForNull Object object, String... path) {
        Object value = object;
        for (String key : path) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value;
    }

    /** Returns the mapping at a path, or an empty one. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(@CheckForNull Object object, String... path) {
        return at(object, path) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** Returns those items of the list at a path that are mappings. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> maps(@CheckForNull Object object, String... path) {
        return at(object, path) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(item -> (Map<String, Object>) item)
                        .toList()
                : List.of();
    }

    /** Returns the text at a path, or an empty one. */
    public static String text(@CheckForNull Object object, String... path) {
        return at(object, path) instanceof String text ? text : "";
    }

    /** Returns the whole number at a path, or the given one where there is none. */
    public static long number(@CheckForNull Object object, long absent, String... path) {
        return at(object, path) instanceof Number number ? number.longValue() : absent;
    }

    /** Returns whether there is a true at a path. */
    public static boolean isTrue(@CheckForNull Object object, String... path) {
        return Boolean.TRUE.equals(at(object, path));
    }
}
