package io.jenkins.plugins.deploymentsteps.runner.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import groovy.lang.Closure;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.Frame;
import io.jenkins.plugins.deploymentsteps.runner.engine.Head;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import jenkins.model.GlobalConfiguration;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.jenkinsci.plugins.workflow.steps.MissingContextVariableException;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** Every step and symbol that a Jenkinsfile may use. */
public final class StepLibrary {
    private final Build build;
    private final ControllerRestart restart;
    private final Map<String, BuiltInStep> builtIn = new TreeMap<>();
    private final Map<String, StepDescriptor> plugin = new TreeMap<>();

    /** What a step returns instead of being run; null for running it. */
    @CheckForNull
    private final Map<String, Object> instead;

    /** Finds the steps of the plugins on the class path. */
    public StepLibrary(Build build) {
        this(build, null);
    }

    /**
     * A library whose plugin steps are bound and checked, and not run.
     *
     * @param lists names under which their value holds an empty list; under any other name it holds a text
     */
    public static StepLibrary binding(Build build, Collection<String> lists) {
        Map<String, Object> value = new LinkedHashMap<>();
        lists.forEach(name -> value.put(name, List.of()));
        return new StepLibrary(build, DefaultGroovyMethods.withDefault(value, new Closure<Object>(build) {
            private static final long serialVersionUID = 1L;

            @Override
            public Object call(Object... name) {
                return "the " + name[0];
            }
        }));
    }

    private StepLibrary(Build build, @CheckForNull Map<String, Object> instead) {
        this.build = build;
        this.instead = instead;
        this.restart = new ControllerRestart(build.settings().restarts(), build.clock());
        FileSteps.all().forEach(step -> builtIn.put(step.name(), step));
        FlowSteps.all().forEach(step -> builtIn.put(step.name(), step));
        for (StepDescriptor descriptor : ExtensionList.lookup(StepDescriptor.class)) {
            plugin.putIfAbsent(descriptor.getFunctionName(), descriptor);
        }
    }

    /** Returns what a step takes, or null if there is no such step. */
    @CheckForNull
    public Signature signature(String name) {
        BuiltInStep own = builtIn.get(name);
        if (own != null) {
            return own.signature();
        }
        StepDescriptor descriptor = plugin.get(name);
        return descriptor == null
                ? null
                : DataBinding.of(descriptor.clazz, descriptor.takesImplicitBlockArgument())
                        .signature();
    }

    /** Returns what the describable with a symbol takes, or null if there is none. */
    @CheckForNull
    public Signature symbol(String name) {
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (DataBinding.symbols(descriptor).contains(name)) {
                return DataBinding.of(descriptor.clazz, false).signature();
            }
        }
        return null;
    }

    /**
     * Calls a step, or makes a symbol.
     *
     * @param name as the Jenkinsfile calls it
     * @param packed the arguments as Groovy hands them over
     * @return the step's value
     * @throws NoSuchMethodError if there is neither a step nor a symbol of that name
     */
    @CheckForNull
    public Object call(String name, Object packed) throws Exception {
        Signature signature = signature(name);
        if (signature != null) {
            boolean only =
                    signature.soleRequired() != null && signature.parameters().size() == 1;
            return call(name, signature, Arguments.parse(packed, signature.unnamed(), only, signature.takesBody()));
        }
        if (CredentialBindings.SYMBOLS.contains(name) || symbol(name) != null) {
            return new Symbol(
                    name, Arguments.parse(packed, Symbol.UNNAMED, false, false).named());
        }
        Set<String> steps = new TreeSet<>(builtIn.keySet());
        steps.addAll(plugin.keySet());
        throw new NoSuchMethodError(
                "No such DSL method '" + name + "' found among steps " + steps + " or symbols " + symbols());
    }

    private static Set<String> symbols() {
        Set<String> symbols = new TreeSet<>(CredentialBindings.SYMBOLS);
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            symbols.addAll(DataBinding.symbols(descriptor));
        }
        return symbols;
    }

    @CheckForNull
    private Object call(String name, Signature signature, Arguments arguments) throws Exception {
        Head head = Head.current();
        head.checkInterrupted();
        if (signature.takesBody() && arguments.body() == null && !name.equals("parallel")) {
            throw new IllegalStateException(name + " step must be called with a body");
        }
        Frame frame = head.frame();
        int node = build.startStep(frame, name, withoutClosures(arguments.named()));
        warnOfSecrets(name, arguments, frame);
        try {
            BuiltInStep own = builtIn.get(name);
            if (own != null) {
                List<String> unknown = own.name().equals("parallel")
                        ? List.of()
                        : signature.unknown(arguments.named().keySet());
                if (!unknown.isEmpty()) {
                    throw new IllegalArgumentException("WARNING: Unknown parameter(s) found for step '" + name + "': "
                            + String.join(",", unknown));
                }
                return own.action().run(new Call(name, build, head, node, arguments.named(), arguments.body()));
            }
            return run(name, head, frame, arguments.named());
        } catch (Exception | Error e) {
            build.failed(node, e);
            throw e;
        }
    }

    @CheckForNull
    private Object run(String name, Head head, Frame frame, Map<String, Object> arguments) throws Exception {
        StepDescriptor descriptor = plugin.get(name);
        RunningStep running = new RunningStep(name, build, frame, restart);
        descriptor.checkContextAvailability(running.current());
        Step step = DataBinding.of(descriptor.clazz, false).instantiate(arguments);
        if (instead != null) {
            return instead;
        }
        Object value = running.run(head, step);
        SandboxValues.check(name, value);
        return value;
    }

    /**
     * Makes a step or describable of named arguments, as Jenkins does.
     *
     * @throws IllegalArgumentException if an argument is unknown or cannot be converted, naming it
     */
    public static <T> T bind(Class<T> type, Map<String, ?> arguments) {
        return DataBinding.of(type, false).instantiate(arguments);
    }

    /**
     * Calls the setters of a section of the global configuration, as configuration as code does.
     *
     * @param symbol of the section
     * @throws IllegalArgumentException if there is no such section, or an attribute is unknown or does not fit, naming it
     */
    public static void configure(String symbol, Map<String, ?> attributes) {
        for (GlobalConfiguration each : GlobalConfiguration.all()) {
            if (DataBinding.symbols(each).contains(symbol)) {
                DataBinding.configure(each, attributes);
                return;
            }
        }
        throw new IllegalArgumentException("unknown section " + symbol);
    }

    private static Map<String, Object> withoutClosures(Map<String, Object> arguments) {
        Map<String, Object> stored = new LinkedHashMap<>();
        arguments.forEach((name, value) -> {
            if (!(value instanceof Closure)) {
                stored.put(name, value);
            }
        });
        return stored;
    }

    private static void warnOfSecrets(String name, Arguments arguments, Frame frame) {
        List<String> affected = frame.secretVariables().entrySet().stream()
                .filter(secret -> !secret.getValue().isEmpty()
                        && arguments.interpolated().stream().anyMatch(text -> text.contains(secret.getValue())))
                .map(Map.Entry::getKey)
                .toList();
        if (!affected.isEmpty()) {
            frame.log()
                    .getLogger()
                    .println("Warning: A secret was passed to \"" + name
                            + "\" using Groovy String interpolation, which is insecure.\n\t\t Affected argument(s) used"
                            + " the following variable(s): " + affected);
        }
    }

    /** What a built-in step fails with that needs a {@code node} around it. */
    static MissingContextVariableException missingContext(Class<?> type) {
        return new MissingContextVariableException(type, null);
    }
}
