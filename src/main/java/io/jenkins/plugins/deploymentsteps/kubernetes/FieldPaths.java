package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.http.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes fields out of an object by their paths as the API server writes them: {@code .data.some.key},
 * {@code .spec.ports[port=80,protocol="TCP"].targetPort}, {@code .metadata.finalizers[="a"]}. Names are not escaped there,
 * so the object says where one ends.
 */
final class FieldPaths {
    private static final Object GONE = new Object();

    private FieldPaths() {}

    /** Returns the object without the field; empty if it has no such field. The object itself stays as it is. */
    @SuppressWarnings("unchecked") // a copy of the map that was given
    static Optional<Map<String, Object>> without(Map<String, Object> object, String path) {
        return remove(object, path).filter(left -> left != GONE).map(left -> (Map<String, Object>) left);
    }

    private static Optional<Object> remove(Object node, String path) {
        if (path.isEmpty()) {
            return Optional.of(GONE);
        } else if (node instanceof Map<?, ?> map && path.startsWith(".")) {
            return removeFromMap(map, path);
        } else if (node instanceof List<?> list && path.startsWith("[")) {
            return removeFromList(list, path);
        }
        return Optional.empty();
    }

    private static Optional<Object> removeFromMap(Map<?, ?> map, String path) {
        List<String> names = map.keySet().stream()
                .map(String::valueOf)
                .filter(name -> path.startsWith(name, 1))
                .filter(name -> endsName(path, 1 + name.length()))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        for (String name : names) {
            Optional<Object> left = remove(map.get(name), path.substring(1 + name.length()));
            if (left.isPresent()) {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((key, value) -> copy.put(String.valueOf(key), value));
                if (left.get() == GONE) {
                    copy.remove(name);
                } else {
                    copy.put(name, left.get());
                }
                return Optional.of(copy);
            }
        }
        return Optional.empty();
    }

    private static boolean endsName(String path, int end) {
        return end == path.length() || path.charAt(end) == '.' || path.charAt(end) == '[';
    }

    private static Optional<Object> removeFromList(List<?> list, String path) {
        int end = endOfSelector(path);
        if (end < 0) {
            return Optional.empty();
        }
        List<String> selector = parts(path.substring(1, end));
        for (int i = 0; i < list.size(); i++) {
            if (!matches(list.get(i), i, selector)) {
                continue;
            }
            Optional<Object> left = remove(list.get(i), path.substring(end + 1));
            if (left.isPresent()) {
                List<Object> copy = new ArrayList<>(list);
                if (left.get() == GONE) {
                    copy.remove(i);
                } else {
                    copy.set(i, left.get());
                }
                return Optional.of(copy);
            }
        }
        return Optional.empty();
    }

    private static int endOfSelector(String path) {
        boolean quoted = false;
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ']' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> parts(String selector) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(selector.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(selector.substring(start));
        return parts;
    }

    private static boolean matches(Object item, int index, List<String> selector) {
        String first = selector.get(0);
        if (selector.size() == 1 && !first.contains("=")) {
            return first.equals(String.valueOf(index));
        } else if (first.startsWith("=")) {
            return written(item).equals(String.join(",", selector).substring(1));
        }
        Map<?, ?> map = item instanceof Map<?, ?> fields ? fields : Map.of();
        boolean any = false;
        for (String part : selector) {
            int equals = part.indexOf('=');
            Object value = equals < 0 ? null : map.get(part.substring(0, equals));
            // A key that the manifest leaves out has its default, such as a port's protocol.
            if (value != null && !written(value).equals(part.substring(equals + 1))) {
                return false;
            }
            any |= value != null;
        }
        return any;
    }

    private static String written(Object value) {
        String list = Json.write(List.of(value));
        return list.substring(1, list.length() - 1);
    }
}
