package io.jenkins.plugins.deploymentsteps.contract;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes a type and its members as lines of text, so that two versions of a type can be compared. Types are erased;
 * only what is public or protected counts, and of exceptions only the checked ones.
 */
public final class ApiListing {
    private ApiListing() {}

    /** {@return the line of the type itself} */
    public static String type(Class<?> type) {
        return kind(type) + " " + type.getName() + " : " + modifiers(type.getModifiers(), typeModifiers(type))
                + annotations(type);
    }

    /** {@return the names of the superclass and the interfaces that the type itself names} */
    public static Set<String> supertypes(Class<?> type) {
        Set<String> names = new TreeSet<>();
        Class<?> superclass = type.getSuperclass();
        if (superclass != null && superclass != Object.class && !type.isEnum()) {
            names.add(superclass.getName());
        }
        for (Class<?> each : type.getInterfaces()) {
            names.add(each.getName());
        }
        return names;
    }

    /** {@return one line for each member that the type itself declares, sorted} */
    public static Set<String> members(Class<?> type) {
        Set<String> lines = new TreeSet<>();
        for (Field each : type.getDeclaredFields()) {
            if (isVisible(each.getModifiers(), each.isSynthetic())) {
                lines.add("field " + each.getName() + " " + each.getType().getName() + " : "
                        + modifiers(
                                each.getModifiers(),
                                Modifier.fieldModifiers() & ~Modifier.TRANSIENT & ~Modifier.VOLATILE)
                        + annotations(each));
            }
        }
        for (Constructor<?> each : type.getDeclaredConstructors()) {
            if (isVisible(each.getModifiers(), each.isSynthetic())) {
                lines.add("constructor " + executable(each, "", ""));
            }
        }
        for (Method each : type.getDeclaredMethods()) {
            if (isVisible(each.getModifiers(), each.isSynthetic()) && !isImplicit(each)) {
                lines.add("method "
                        + executable(
                                each, each.getName(), " " + each.getReturnType().getName()));
            }
        }
        return lines;
    }

    /** {@return the members of the type and of all its supertypes} */
    public static Set<String> allMembers(Class<?> type) {
        Set<String> lines = new LinkedHashSet<>(members(type));
        for (Class<?> each : hierarchy(type)) {
            members(each).stream()
                    .filter(line -> !line.startsWith("constructor "))
                    .forEach(lines::add);
        }
        return lines;
    }

    /** {@return all supertypes of a type} */
    public static List<Class<?>> hierarchy(Class<?> type) {
        List<Class<?>> all = new ArrayList<>();
        if (type.getSuperclass() != null) {
            all.add(type.getSuperclass());
            all.addAll(hierarchy(type.getSuperclass()));
        }
        for (Class<?> each : type.getInterfaces()) {
            all.add(each);
            all.addAll(hierarchy(each));
        }
        return all;
    }

    private static String executable(Executable each, String name, String result) {
        String parameters =
                Arrays.stream(each.getParameterTypes()).map(Class::getName).collect(Collectors.joining(","));
        String failures = Arrays.stream(each.getExceptionTypes())
                .filter(failure -> !RuntimeException.class.isAssignableFrom(failure))
                .map(Class::getName)
                .sorted()
                .collect(Collectors.joining(","));
        int shown = Modifier.methodModifiers() & ~Modifier.SYNCHRONIZED & ~Modifier.NATIVE;
        return name + "(" + parameters + ")" + result + " : " + modifiers(each.getModifiers(), shown)
                + (failures.isEmpty() ? "" : " throws " + failures) + annotations(each);
    }

    private static boolean isVisible(int modifiers, boolean synthetic) {
        return !synthetic && (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static boolean isImplicit(Method method) {
        return method.getDeclaringClass().isEnum()
                && (method.getName().equals("values") || method.getName().equals("valueOf"));
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "annotation";
        }
        return type.isInterface() ? "interface" : type.isEnum() ? "enum" : "class";
    }

    private static int typeModifiers(Class<?> type) {
        int shown = Modifier.classModifiers() & ~Modifier.STRICT;
        // a constant with a body makes its enum abstract or not final, which no user of it sees
        return type.isEnum() ? shown & ~Modifier.ABSTRACT & ~Modifier.FINAL : shown & ~Modifier.INTERFACE;
    }

    private static String modifiers(int modifiers, int shown) {
        return Modifier.toString(modifiers & shown);
    }

    private static String annotations(AnnotatedElement element) {
        List<String> names = Arrays.stream(element.getDeclaredAnnotations())
                .map(Annotation::annotationType)
                .map(each -> " @" + each.getName())
                .sorted()
                .toList();
        return String.join("", names);
    }
}
