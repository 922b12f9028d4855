package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Descriptor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * A descriptor that takes no argument of a Pipeline that would silently be something else, and says what is wrong with
 * one in a user's words. Jenkins by itself takes every text but {@code true} for a no, so that {@code dryRun: 'ture'} would
 * deploy, and goes on after a warning where it does not know an argument, so that {@code dryrun: true} would.
 */
interface StrictArguments extends CustomDescribableModel {
    /** The name under which Jenkins hands over an argument that is given without one. */
    String UNNAMED = "<anonymous>";

    /** Returns the arguments that mean something else if they are left out, so that a null is a mistake. */
    default Set<String> neverNull() {
        return Set.of();
    }

    /**
     * Returns the arguments as they are.
     *
     * @throws IllegalArgumentException naming the argument that cannot be meant
     */
    @Override
    default Map<String, Object> customInstantiate(Map<String, Object> arguments) {
        Descriptor<?> descriptor = (Descriptor<?>) this;
        Map<String, Class<?>> known = known(descriptor.clazz);
        arguments.forEach((name, value) -> {
            if (name.equals(UNNAMED)) {
                return;
            }
            Class<?> type = known.get(name);
            String problem;
            if (type == null) {
                problem = "unknown argument '" + name + "'. It takes " + String.join(", ", known.keySet()) + ".";
            } else if (value == null) {
                problem = type.isPrimitive() || neverNull().contains(name)
                        ? name + " is null, as a variable is that is not set. Set it, or leave the argument out."
                        : null;
            } else {
                problem = mismatch(name, type, value);
            }
            if (problem != null) {
                throw new IllegalArgumentException(name(descriptor) + ": " + problem);
            }
        });
        return arguments;
    }

    /** Returns what is wrong with a value; null if nothing is, or if only Jenkins can tell. */
    @CheckForNull
    private static String mismatch(String name, Class<?> type, Object value) {
        String text = value instanceof CharSequence ? value.toString() : null;
        String wanted = null;
        if (type == boolean.class && !(value instanceof Boolean) && !isBoolean(text)) {
            wanted = "true or false";
        } else if (type == int.class && !(value instanceof Number) && (text == null || !text.matches("-?[0-9]{1,9}"))) {
            wanted = "a whole number";
        } else if (type == String.class && text == null) {
            wanted = "a text, in quotes";
        } else if (type == List.class && !(value instanceof List)) {
            wanted = "a list, in [ ]";
        }
        return wanted == null ? null : name + " is " + described(value) + ", and must be " + wanted + ".";
    }

    private static String described(Object value) {
        if (value instanceof CharSequence text) {
            return "'" + Text.shorten(text.toString(), 40) + "'";
        } else if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return value instanceof List ? "a list" : value instanceof Map ? "a map" : "something else";
    }

    private static boolean isBoolean(@CheckForNull String text) {
        return "true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text);
    }

    private static Map<String, Class<?>> known(Class<?> type) {
        Map<String, Class<?>> known = new TreeMap<>();
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                for (Parameter parameter : constructor.getParameters()) {
                    known.put(parameter.getName(), parameter.getType());
                }
            }
        }
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                String name = method.getName().substring("set".length());
                known.put(
                        name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
                        method.getParameterTypes()[0]);
            }
        }
        return known;
    }

    private static String name(Descriptor<?> descriptor) {
        if (descriptor instanceof StepDescriptor step) {
            return step.getFunctionName();
        }
        Symbol symbol = descriptor.getClass().getAnnotation(Symbol.class);
        return symbol == null ? descriptor.clazz.getSimpleName() : symbol.value()[0];
    }
}
