package io.jenkins.plugins.deploymentsteps.runner.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import groovy.lang.Closure;
import groovy.lang.GString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of a call as Pipeline reads them: all named, or a single unnamed one where that is unambiguous.
 *
 * @param named by name, texts with placeholders already filled in
 * @param body the block, or null
 * @param interpolated the texts that Groovy made of placeholders; they must not hold secrets
 */
record Arguments(Map<String, Object> named, @CheckForNull Closure<?> body, Set<String> interpolated) {
    /**
     * Reads a call.
     *
     * @param packed as Groovy hands it over: an array of positional arguments, of which a map holds the named ones
     * @param unnamed the name of a single unnamed argument; null where all must be named
     * @param only whether the step takes nothing but that argument: then a map is its value
     * @param takesBody whether a closure at the end is the body
     */
    static Arguments parse(Object packed, @CheckForNull String unnamed, boolean only, boolean takesBody) {
        List<Object> positional =
                new ArrayList<>(packed instanceof Object[] array ? Arrays.asList(array) : List.of(packed));
        Closure<?> body = null;
        int last = positional.size() - 1;
        if (takesBody && last >= 0 && positional.get(last) instanceof Closure<?> closure) {
            body = closure;
            positional.remove(last);
        }
        if (positional.isEmpty()) {
            return flatten(Map.of(), body);
        }
        if (positional.size() > 1) {
            throw new IllegalArgumentException("Expected named arguments but got " + positional);
        }
        Object argument = positional.get(0);
        if (argument instanceof Map<?, ?> map && (!only || map.size() == 1 && map.containsKey(unnamed))) {
            return flatten(map, body);
        }
        if (unnamed == null) {
            throw new IllegalArgumentException("Expected named arguments but got " + argument);
        }
        Map<String, Object> single = new LinkedHashMap<>();
        single.put(unnamed, argument);
        return flatten(single, body);
    }

    private static Arguments flatten(Map<?, ?> arguments, @CheckForNull Closure<?> body) {
        Set<String> interpolated = new LinkedHashSet<>();
        Map<String, Object> named = new LinkedHashMap<>();
        arguments.forEach((name, value) -> named.put(String.valueOf(name), flatten(value, interpolated)));
        return new Arguments(named, body, interpolated);
    }

    @CheckForNull
    private static Object flatten(@CheckForNull Object value, Set<String> interpolated) {
        if (value instanceof GString) {
            String text = value.toString();
            interpolated.add(text);
            return text;
        }
        if (value instanceof List<?> list) {
            List<Object> flat = new ArrayList<>();
            list.forEach(each -> flat.add(flatten(each, interpolated)));
            return flat;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> flat = new LinkedHashMap<>();
            map.forEach((key, each) -> flat.put(flatten(key, interpolated), flatten(each, interpolated)));
            return flat;
        }
        return value;
    }
}
