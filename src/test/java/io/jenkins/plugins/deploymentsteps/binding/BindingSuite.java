package io.jenkins.plugins.deploymentsteps.binding;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.binding.Signatures.Argument;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.codehaus.groovy.runtime.GStringImpl;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.Test;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Holds {@code signatures.yaml} for every step and describable; a subclass binds as its Jenkins does. */
public abstract class BindingSuite {
    private static final String OWN = "io.jenkins.plugins.deploymentsteps.";

    /**
     * Makes a step or describable of named arguments.
     *
     * @throws IllegalArgumentException if that cannot be done, saying why
     */
    protected abstract Object bind(Class<?> type, Map<String, Object> arguments);

    /** Returns what a Jenkinsfile's {@code name(argument: …)} hands to the step around it. */
    protected abstract Object symbol(String name, Map<String, Object> arguments);

    private interface Check {
        void check(Class<?> type, Map<String, Argument> signature);
    }

    private static void each(Check check) {
        Map<String, Class<?>> steps = steps();
        Signatures.read("steps").forEach((name, signature) -> check.check(steps.get(name), signature));
        Map<String, Class<?>> describables = describables();
        Signatures.read("describables").forEach((name, signature) -> check.check(describables.get(name), signature));
    }

    private static Map<String, Class<?>> steps() {
        Map<String, Class<?>> steps = new TreeMap<>();
        for (StepDescriptor descriptor : ExtensionList.lookup(StepDescriptor.class)) {
            if (descriptor.clazz.getName().startsWith(OWN)) {
                steps.put(descriptor.getFunctionName(), descriptor.clazz);
            }
        }
        return steps;
    }

    /** Returns what the steps' lists take; builders and other kinds have their own tests. */
    private static Map<String, Class<?>> describables() {
        Map<String, Class<?>> describables = new TreeMap<>();
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            Symbol symbol = descriptor.getClass().getAnnotation(Symbol.class);
            if (symbol != null
                    && descriptor.clazz.getName().startsWith(OWN)
                    && symbol.value()[0].matches("(gitops|kube).*")) {
                describables.put(symbol.value()[0], descriptor.clazz);
            }
        }
        return describables;
    }

    @Test
    public void everyStepAndDescribableIsInTheTable() {
        assertThat(Signatures.read("steps").keySet(), is(steps().keySet()));
        assertThat(Signatures.read("describables").keySet(), is(describables().keySet()));
    }

    @Test
    public void argumentsAreThoseOfTheTable() {
        each((type, signature) -> {
            Set<String> mandatory = new TreeSet<>();
            Set<String> optional = new TreeSet<>();
            List.of(type.getConstructors()).stream()
                    .filter(constructor -> constructor.isAnnotationPresent(DataBoundConstructor.class))
                    .flatMap(constructor -> List.of(constructor.getParameters()).stream())
                    .forEach(parameter -> mandatory.add(parameter.getName()));
            for (Method method : type.getMethods()) {
                if (method.isAnnotationPresent(DataBoundSetter.class)) {
                    String name = method.getName().substring("set".length());
                    optional.add(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
                }
            }
            assertThat(type.getName(), mandatory, is(names(signature, true)));
            assertThat(type.getName(), optional, is(names(signature, false)));
        });
    }

    private static Set<String> names(Map<String, Argument> signature, boolean mandatory) {
        Set<String> names = new TreeSet<>();
        signature.forEach((name, argument) -> {
            if (argument.mandatory() == mandatory) {
                names.add(name);
            }
        });
        return names;
    }

    @Test
    public void argumentsLeftOutHaveTheirDefaults() {
        each((type, signature) -> signature.forEach((name, argument) ->
                assertThat(type.getName() + "." + name, get(bind(type, Map.of()), name), is(argument.defaultValue()))));
    }

    @Test
    @Covers("B-27")
    public void nullIsAsGoodAsLeftOutUnlessThatMeansSomethingElse() {
        each((type, signature) -> signature.forEach((name, argument) -> {
            if (argument.neverNull()) {
                refuses(type, one(name, null), name + " is null", "leave the argument out");
            } else if (!argument.kind().equals("flag") && !argument.kind().equals("number")) {
                assertThat(
                        type.getName() + "." + name,
                        get(bind(type, one(name, null)), name),
                        is(argument.defaultValue()));
            }
        }));
    }

    @Test
    @Covers("B-27")
    public void textAndTextWithPlaceholdersAreTaken() {
        each((type, signature) -> signature.forEach((name, argument) -> {
            if (argument.kind().equals("text")) {
                String where = type.getName() + "." + name;
                assertThat(where, get(bind(type, one(name, "value")), name), is("value"));
                Object withPlaceholder = new GStringImpl(new Object[] {"alu"}, new String[] {"v", "e"});
                assertThat(where, get(bind(type, one(name, withPlaceholder)), name), is("value"));
            }
        }));
    }

    @Test
    @Covers("B-27")
    public void numberForTextIsAnErrorThatNamesTheArgument() {
        each((type, signature) -> signature.forEach((name, argument) -> {
            if (argument.kind().equals("text")) {
                refuses(type, one(name, 600), ": " + name + " is 600, and must be a text, in quotes.");
                refuses(type, one(name, true), ": " + name + " is true, and must be a text");
                refuses(type, one(name, List.of("a")), ": " + name + " is a list, and must be a text");
            }
        }));
    }

    @Test
    @Covers("B-27")
    public void flagTakesBooleansAndTheirTexts() {
        each((type, signature) -> signature.forEach((name, argument) -> {
            if (argument.kind().equals("flag")) {
                String where = type.getName() + "." + name;
                boolean other = !(Boolean) argument.defaultValue();
                assertThat(where, get(bind(type, one(name, other)), name), is(other));
                assertThat(where, get(bind(type, one(name, String.valueOf(other))), name), is(other));
                assertThat(where, get(bind(type, one(name, "TRUE")), name), is(true));
                refuses(type, one(name, 1), ": " + name + " is 1, and must be true or false");
                refuses(type, one(name, null), ": " + name + " is null");
                for (String mistake : List.of("ture", "yes", "1", "", " true")) {
                    refuses(type, one(name, mistake), name + " is '" + mistake + "', and must be true or false");
                }
            }
        }));
    }

    @Test
    @Covers("B-27")
    public void numberTakesNumbersAndTheirTexts() {
        each((type, signature) -> signature.forEach((name, argument) -> {
            if (argument.kind().equals("number")) {
                String where = type.getName() + "." + name;
                assertThat(where, get(bind(type, one(name, 25)), name), is(25));
                assertThat(where, get(bind(type, one(name, "25")), name), is(25));
                refuses(type, one(name, true), ": " + name + " is true, and must be a whole number");
                refuses(type, one(name, "many"), ": " + name + " is 'many', and must be a whole number");
                refuses(type, one(name, null), ": " + name + " is null");
            }
        }));
    }

    @Test
    @Covers("B-27")
    public void listTakesDescribablesOfItsTypeOnly() {
        Class<?> type = steps().get("gitopsCommit");
        Object image = symbol("gitopsImage", Map.of("image", "registry.example/shop/web:1.2"));
        Object changed = get(bind(type, one("changes", List.of(image))), "changes");
        assertThat(get(((List<?>) changed).get(0), "image"), is("registry.example/shop/web:1.2"));
        refuses(type, one("changes", "x"), "gitopsCommit: changes is 'x', and must be a list, in [ ].");
        refuses(type, one("changes", image), "gitopsCommit: changes is something else, and must be a list, in [ ].");
        refuses(type, one("changes", List.of("registry.example/shop/web:1.2")), "hanges", "java.lang.String");
        refuses(type, one("changes", List.of(symbol("gitopsImgae", Map.of()))), "gitopsImgae", "symbol");
        refuses(
                type,
                one("changes", List.of(symbol("gitopsImage", Map.of("iamge", "x")))),
                "gitopsImage: unknown argument 'iamge'",
                "It takes container, files, image.");
        List<Object> withNull = new ArrayList<>();
        withNull.add(null);
        bind(type, one("changes", withNull));
    }

    @Test
    @Covers("B-27")
    public void sourceTakesOneDescribableOfItsType() {
        Class<?> type = steps().get("kubeApply");
        Object bound = get(bind(type, one("source", symbol("kubeKustomize", Map.of("dir", "prod")))), "source");
        assertThat(get(bound, "dir"), is("prod"));
        refuses(type, one("source", "kubeKustomize"), "ource", "java.lang.String");
        refuses(type, one("source", symbol("kubeKustomise", Map.of())), "kubeKustomise", "symbol");
        refuses(
                type,
                one("source", symbol("kubeHelm", Map.of("cart", "x"))),
                "kubeHelm: unknown argument 'cart'. It takes");
        refuses(type, one("source", symbol("gitopsImage", Map.of("image", "x"))), "gitopsImage", "symbol");
    }

    @Test
    @Covers("B-27")
    public void unknownArgumentIsAnErrorThatNamesIt() {
        each((type, signature) -> refuses(
                type,
                one("colour", "red"),
                ": unknown argument 'colour'. It takes ",
                String.join(", ", new TreeSet<>(signature.keySet()))));
    }

    /** S-30: binding has no side effects and throws nothing but errors about arguments. */
    @Test
    @Covers("S-30")
    public void constructorsTakeAnything() {
        each((type, signature) -> {
            Map<String, Object> nonsense = new LinkedHashMap<>();
            signature.forEach((name, argument) -> {
                if (argument.kind().equals("text")) {
                    nonsense.put(name, "\u0000\uD800 ${x} \n../..");
                }
            });
            bind(type, nonsense);
        });
    }

    private void refuses(Class<?> type, Map<String, Object> arguments, String... words) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> bind(type, arguments));
        for (String word : words) {
            assertThat(refusal.getMessage(), allOf(containsString(word)));
        }
    }

    private static Map<String, Object> one(String name, Object value) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put(name, value);
        return arguments;
    }

    private static Object get(Object bean, String name) {
        String suffix = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        for (String prefix : List.of("get", "is")) {
            try {
                return bean.getClass().getMethod(prefix + suffix).invoke(bean);
            } catch (NoSuchMethodException e) {
                // the other prefix then
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError(
                bean.getClass() + " has no getter for " + name + ": the Snippet Generator cannot do without");
    }
}
