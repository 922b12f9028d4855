package io.jenkins.plugins.deploymentsteps.runner.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import groovy.lang.GString;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import java.beans.Introspector;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.codehaus.groovy.reflection.ReflectionCache;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Makes a step or describable of named arguments, by its {@link DataBoundConstructor} and {@link DataBoundSetter}s.
 *
 * <p>Conversions and messages are those of the {@code DescribableModel} of Jenkins' structs plugin, with its strict
 * checking of names: it refuses an unknown argument where a production Jenkins prints a warning and goes on.
 *
 * @param <T> the class to make
 */
final class DataBinding<T> {
    private final Class<T> type;
    private final Constructor<T> constructor;
    private final Map<String, Method> setters = new TreeMap<>();
    private final Signature signature;

    private DataBinding(Class<T> type, Constructor<T> constructor, boolean takesBody) {
        this.type = type;
        this.constructor = constructor;
        List<Signature.Parameter> parameters = new ArrayList<>();
        for (java.lang.reflect.Parameter parameter : constructor.getParameters()) {
            parameters.add(new Signature.Parameter(parameter.getName(), parameter.getType(), true));
        }
        setters.putAll(setters(type));
        setters.forEach(
                (name, method) -> parameters.add(new Signature.Parameter(name, method.getParameterTypes()[0], false)));
        this.signature = Signature.of(parameters, takesBody);
    }

    /** Looks at a class. */
    static <T> DataBinding<T> of(Class<T> type, boolean takesBody) {
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                @SuppressWarnings("unchecked")
                Constructor<T> own = (Constructor<T>) constructor;
                return new DataBinding<>(type, own, takesBody);
            }
        }
        throw new IllegalArgumentException(type.getName() + " has no public @DataBoundConstructor");
    }

    Signature signature() {
        return signature;
    }

    /** Makes one, or says which argument is wrong. */
    T instantiate(Map<String, ?> given) {
        Map<String, ?> arguments = customized(given);
        if (arguments.containsKey(Symbol.UNNAMED)) {
            String name = signature.unnamed();
            if (name == null) {
                throw new IllegalArgumentException("Arguments to " + type + " have to be explicitly named");
            }
            Map<String, Object> single = new LinkedHashMap<>();
            single.put(name, arguments.get(Symbol.UNNAMED));
            arguments = single;
        }
        List<String> unknown = signature.unknown(new TreeSet<>(arguments.keySet()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("WARNING: Unknown parameter(s) found for class type '" + type.getName()
                    + "': " + String.join(",", unknown));
        }
        try {
            T made = constructor.newInstance(constructorArguments(arguments));
            for (Map.Entry<String, Method> setter : setters.entrySet()) {
                if (arguments.containsKey(setter.getKey())) {
                    Method method = setter.getValue();
                    String context = method.getDeclaringClass() + "." + method.getName() + "()";
                    method.invoke(
                            made,
                            coerce(context, method.getGenericParameterTypes()[0], arguments.get(setter.getKey())));
                }
            }
            return made;
        } catch (InvocationTargetException e) {
            throw failure(arguments, e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw failure(arguments, e);
        }
    }

    /** Asks the descriptor first, where it wants to be. */
    private Map<String, ?> customized(Map<String, ?> given) {
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (descriptor.clazz == type && descriptor instanceof CustomDescribableModel model) {
                return model.customInstantiate(Collections.unmodifiableMap(new LinkedHashMap<>(given)));
            }
        }
        return given;
    }

    /**
     * Calls the setters of an object that exists already, such as a section of the global configuration.
     *
     * @throws IllegalArgumentException if there is no such setter, or a value does not fit, naming it
     */
    static void configure(Object bean, Map<String, ?> values) {
        Map<String, Method> setters = setters(bean.getClass());
        for (Map.Entry<String, ?> value : values.entrySet()) {
            Method setter = setters.get(value.getKey());
            if (setter == null) {
                throw new IllegalArgumentException(
                        "unknown attribute " + value.getKey() + "; known are " + setters.keySet());
            }
            try {
                setter.invoke(bean, coerce(value.getKey(), setter.getGenericParameterTypes()[0], value.getValue()));
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new IllegalArgumentException(value.getKey() + " cannot be set: " + e.getMessage(), e);
            }
        }
    }

    private static Map<String, Method> setters(Class<?> type) {
        Map<String, Method> setters = new TreeMap<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Method method : each.getDeclaredMethods()) {
                if (method.isAnnotationPresent(DataBoundSetter.class) && !method.isBridge()) {
                    setters.putIfAbsent(
                            Introspector.decapitalize(method.getName().substring(3)), method);
                }
            }
        }
        return setters;
    }

    private IllegalArgumentException failure(Map<String, ?> arguments, Throwable cause) {
        return new IllegalArgumentException(
                "Could not instantiate " + arguments + " for " + type.getName() + ": " + cause, cause);
    }

    private Object[] constructorArguments(Map<String, ?> arguments) {
        java.lang.reflect.Parameter[] parameters = constructor.getParameters();
        Object[] values = new Object[parameters.length];
        for (int i = 0; i < values.length; i++) {
            String name = parameters[i].getName();
            Object value = arguments.get(name);
            if (value != null) {
                values[i] = coerce(type.getName() + "." + name, parameters[i].getParameterizedType(), value);
            } else if (parameters[i].getType() == boolean.class) {
                values[i] = false;
            } else if (parameters[i].getType() == int.class) {
                values[i] = 0;
            }
        }
        return values;
    }

    @CheckForNull
    private static Object coerce(String context, Type wanted, @CheckForNull Object given) {
        Class<?> erased = erase(wanted);
        Object value =
                wanted instanceof Class ? ReflectionCache.getCachedClass(erased).coerceArgument(given) : given;
        if (value instanceof GString) {
            value = value.toString();
        }
        if (value instanceof List<?> list && Collection.class.isAssignableFrom(erased)) {
            List<Object> coerced = new ArrayList<>();
            for (Object each : list) {
                coerced.add(coerce(context, elementType(wanted), each));
            }
            return coerced;
        }
        if (value == null || wrap(erased).isInstance(value)) {
            return value;
        }
        if (value instanceof Symbol symbol) {
            return instantiate(erased, symbol);
        }
        if (value instanceof Map<?, ?> fields && !Map.class.isAssignableFrom(erased)) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            fields.forEach((name, each) -> arguments.put(String.valueOf(name), each));
            return of(erased, false).instantiate(arguments);
        }
        if (value instanceof String text) {
            return ofText(context, wanted, erased, text);
        }
        throw mismatch(context, wanted, value);
    }

    private static Object ofText(String context, Type wanted, Class<?> erased, String text) {
        if (erased.isEnum()) {
            for (Object constant : erased.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("No enum constant " + erased.getCanonicalName() + "." + text);
        }
        if (erased == boolean.class || erased == Boolean.class) {
            return Boolean.valueOf(text);
        }
        if (erased == int.class || erased == Integer.class || erased == long.class || erased == Long.class) {
            try {
                return wrap(erased) == Integer.class ? (Object) Integer.valueOf(text) : (Object) Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new ClassCastException(context + " expects " + wrap(erased)
                        + " but was unable to coerce the received value \"" + text + "\" to that type");
            }
        }
        throw mismatch(context, wanted, text);
    }

    private static ClassCastException mismatch(String context, Type wanted, Object value) {
        return new ClassCastException(context + " expects " + wanted + " but received " + value.getClass());
    }

    /** Makes the describable that a symbol stands for where a type is wanted. */
    static Object instantiate(Class<?> wanted, Symbol symbol) {
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (wanted.isAssignableFrom(descriptor.clazz) && symbols(descriptor).contains(symbol.name())) {
                return of(descriptor.clazz, false).instantiate(symbol.arguments());
            }
        }
        throw new UnsupportedOperationException(
                "no known implementation of " + wanted + " is using symbol ‘" + symbol.name() + "’");
    }

    /** Returns the symbols of a describable. */
    static List<String> symbols(Descriptor<?> descriptor) {
        org.jenkinsci.Symbol symbol = descriptor.getClass().getAnnotation(org.jenkinsci.Symbol.class);
        return symbol == null ? List.of() : List.of(symbol.value());
    }

    private static Type elementType(Type collection) {
        if (collection instanceof ParameterizedType parameterized) {
            Type argument = parameterized.getActualTypeArguments()[0];
            return argument instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : argument;
        }
        return Object.class;
    }

    private static Class<?> erase(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }

    private static Class<?> wrap(Class<?> type) {
        if (!type.isPrimitive()) {
            return type;
        }
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }
}
