package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the fields in which two versions of an object differ. What the server counts or notes by itself (versions, times,
 * who owns which field) is no difference, nor is the status.
 */
final class ObjectComparison {
    private static final Set<String> NOISE = Set.of(
            "managedFields",
            "resourceVersion",
            "generation",
            "uid",
            "creationTimestamp",
            "selfLink",
            "deletionTimestamp");

    private static final Set<String> VALUES_OF_SECRETS = Set.of("data", "stringData");
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    private final List<RawChange> changes = new ArrayList<>();

    private ObjectComparison() {}

    /**
     * Compares.
     *
     * @param before the object as it is; null for none
     * @param after the object as it would be; null for none
     * @return in the order of the fields, those that are there before first
     */
    static List<RawChange> compare(@CheckForNull Map<String, Object> before, @CheckForNull Map<String, Object> after) {
        ObjectComparison comparison = new ObjectComparison();
        comparison.maps("", signal(before), signal(after), false);
        return comparison.changes;
    }

    private static Map<String, Object> signal(@CheckForNull Map<String, Object> object) {
        if (object == null) {
            return Map.of();
        }
        Map<String, Object> metadata = new LinkedHashMap<>(Fields.map(object, "metadata"));
        metadata.keySet().removeAll(NOISE);
        Map<String, Object> signal = new LinkedHashMap<>(object);
        signal.put("metadata", metadata);
        signal.remove("status");
        return signal;
    }

    private void any(String path, @CheckForNull Object before, @CheckForNull Object after, boolean secret) {
        boolean maps = (before == null || before instanceof Map) && (after == null || after instanceof Map);
        boolean lists = (before == null || before instanceof List) && (after == null || after instanceof List);
        if (isEmpty(before) && isEmpty(after)) {
            if (!Objects.equals(before, after)) {
                changes.add(new RawChange(path, before, after, secret));
            }
        } else if (maps) {
            maps(path, orEmpty(before), orEmpty(after), secret);
        } else if (lists) {
            lists(
                    path,
                    before == null ? List.of() : (List<?>) before,
                    after == null ? List.of() : (List<?>) after,
                    before,
                    after,
                    secret);
        } else if (!isSame(before, after)) {
            changes.add(new RawChange(path, before, after, secret));
        }
    }

    private static boolean isEmpty(@CheckForNull Object value) {
        return value == null
                || value instanceof Map<?, ?> map && map.isEmpty()
                || value instanceof List<?> list && list.isEmpty();
    }

    private static Map<?, ?> orEmpty(@CheckForNull Object map) {
        return map == null ? Map.of() : (Map<?, ?>) map;
    }

    private static boolean isSame(@CheckForNull Object before, @CheckForNull Object after) {
        return Objects.equals(before, after)
                || before instanceof Number
                        && after instanceof Number
                        && CanonicalJson.of(before).equals(CanonicalJson.of(after));
    }

    private void maps(String path, Map<?, ?> before, Map<?, ?> after, boolean secret) {
        // Also where a Secret lies within another object: in a List, in a template of some operator.
        boolean ofSecret = isSecret(before) || isSecret(after);
        Set<Object> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (Object each : keys) {
            String key = String.valueOf(each);
            boolean hidden = secret
                    || ofSecret && VALUES_OF_SECRETS.contains(key)
                    || key.equals(LAST_APPLIED) && (holdsSecret(before.get(each)) || holdsSecret(after.get(each)));
            any(join(path, key), before.get(each), after.get(each), hidden);
        }
    }

    private static boolean isSecret(Map<?, ?> object) {
        return "Secret".equals(object.get("kind"))
                && (object.get("apiVersion") == null || "v1".equals(object.get("apiVersion")));
    }

    /** Whatever mentions a Secret: the text is one of its values, not a field that could be looked into. */
    private static boolean holdsSecret(@CheckForNull Object lastApplied) {
        return lastApplied instanceof String text && text.contains("Secret");
    }

    private static String join(String path, String key) {
        if (PLAIN_KEY.matcher(key).matches()) {
            return path.isEmpty() ? key : path + "." + key;
        }
        return path + "[" + Text.shorten(key, 200) + "]";
    }

    private void lists(
            String path,
            List<?> before,
            List<?> after,
            @CheckForNull Object old,
            @CheckForNull Object renewed,
            boolean secret) {
        List<String> key = ListItems.key(before, after);
        if (key != null) {
            Map<String, Object> oldItems = ListItems.by(key, before);
            Map<String, Object> newItems = ListItems.by(key, after);
            Set<String> names = new LinkedHashSet<>(oldItems.keySet());
            names.addAll(newItems.keySet());
            names.forEach(name -> any(path + name, oldItems.get(name), newItems.get(name), secret));
            order(path, oldItems.keySet(), newItems.keySet());
        } else if (areMaps(before) && areMaps(after)) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                any(
                        path + "[" + i + "]",
                        i < before.size() ? before.get(i) : null,
                        i < after.size() ? after.get(i) : null,
                        secret);
            }
        } else if (!CanonicalJson.of(before).equals(CanonicalJson.of(after))) {
            changes.add(new RawChange(path, old, renewed, secret));
        }
    }

    private static boolean areMaps(List<?> items) {
        return items.stream().allMatch(Map.class::isInstance);
    }

    /** The order of containers or variables matters, and nothing else would tell of it. */
    private void order(String path, Set<String> before, Set<String> after) {
        List<String> old = new ArrayList<>(before);
        old.retainAll(after);
        List<String> renewed = new ArrayList<>(after);
        renewed.retainAll(before);
        if (!old.equals(renewed)) {
            changes.add(new RawChange(path + " (order)", String.join(" ", old), String.join(" ", renewed), false));
        }
    }
}
