package io.jenkins.plugins.deploymentsteps.runner.language;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingPropertyException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sections of a Declarative Pipeline, filled by running their closures.
 *
 * <p>Groovy calls the public methods of the delegates by name; {@link DeclarativeCheck} has refused everything else
 * before. The classes are public for Groovy's sake.
 */
final class Sections {
    /** {@code agent none}. */
    static final Object NONE = "none";

    private static final Object ANY = "any";

    private Sections() {}

    /** Runs a section's closure on its delegate. */
    static <D> D read(Closure<?> section, D delegate) {
        section.setDelegate(delegate);
        section.setResolveStrategy(Closure.DELEGATE_FIRST);
        section.call();
        return delegate;
    }

    /** {@code agent { label '…' }}. */
    record Label(String label) {}

    /** {@code credentials('…')} in {@code environment}. */
    record CredentialsId(String id) {}

    /** What {@code pipeline} and {@code stage} have in common. */
    public abstract static class Block {
        @CheckForNull
        Object agent;

        @CheckForNull
        Closure<?> environment;

        Options options = new Options();
        List<Stage> stages = new ArrayList<>();
        Map<String, Closure<?>> post = new LinkedHashMap<>();

        /** {@code agent any} and {@code agent none}. */
        public void agent(Object kind) {
            agent = kind;
        }

        /** {@code agent { … }}. */
        public void agent(Closure<?> section) {
            agent = read(section, new Agent()).kind;
        }

        /** The value of {@code any}. */
        public Object getAny() {
            return ANY;
        }

        /** The value of {@code none}. */
        public Object getNone() {
            return NONE;
        }

        /** {@code environment { … }}. */
        public void environment(Closure<?> section) {
            environment = section;
        }

        /** {@code options { … }}. */
        public void options(Closure<?> section) {
            options = read(section, new Options());
        }

        /** {@code stages { … }}. */
        public void stages(Closure<?> section) {
            stages = read(section, new Stages()).all;
        }

        /** {@code post { … }}. */
        public void post(Closure<?> section) {
            post = read(section, new Named()).closures;
        }
    }

    /** {@code pipeline}. */
    public static final class Pipeline extends Block {
        Map<String, Object> parameters = new LinkedHashMap<>();

        /** {@code parameters { … }}. */
        public void parameters(Closure<?> section) {
            parameters = read(section, new Parameters()).defaults;
        }

        boolean failFast() {
            return options.flags.contains("parallelsAlwaysFailFast");
        }

        boolean skipAfterUnstable() {
            return options.flags.contains("skipStagesAfterUnstable");
        }
    }

    /** {@code stage}. */
    public static final class Stage extends Block {
        final String name;

        @CheckForNull
        Closure<?> steps;

        @CheckForNull
        List<Stage> parallel;

        boolean failFast;
        List<When.Condition> when = new ArrayList<>();

        Stage(String name) {
            this.name = name;
        }

        /** {@code steps { … }}. */
        public void steps(Closure<?> section) {
            steps = section;
        }

        /** {@code parallel { … }}. */
        public void parallel(Closure<?> section) {
            parallel = read(section, new Stages()).all;
            stages = parallel;
        }

        /** {@code failFast true}. */
        public void failFast(boolean wanted) {
            failFast = wanted;
        }

        /** {@code when { … }}. */
        public void when(Closure<?> section) {
            when = read(section, new When.Conditions()).all;
        }
    }

    /** The body of {@code stages} and {@code parallel}. */
    public static final class Stages {
        final List<Stage> all = new ArrayList<>();

        /** {@code stage('…') { … }}. */
        public void stage(Object name, Closure<?> body) {
            all.add(read(body, new Stage(name.toString())));
        }
    }

    /** The body of {@code agent}. */
    public static final class Agent {
        @CheckForNull
        Object kind;

        /** {@code label '…'}. */
        public void label(Object label) {
            kind = new Label(label.toString());
        }

        /** {@code node { label '…' }}. */
        public void node(Closure<?> section) {
            kind = read(section, new Agent()).kind;
        }

        /** {@code customWorkspace '…'}: the runner has one workspace. */
        public void customWorkspace(Object ignored) {
            throw new IllegalArgumentException("The runner has one workspace; it knows no customWorkspace.");
        }
    }

    /** The body of {@code options}. */
    public static final class Options extends GroovyObjectSupport {
        @CheckForNull
        Map<String, Object> timeout;

        @CheckForNull
        Object retry;

        final List<String> flags = new ArrayList<>();

        /** {@code timeout(time: …, unit: …)}. */
        public void timeout(Map<String, Object> arguments) {
            timeout = arguments;
        }

        /** {@code retry(…)}. */
        public void retry(Object count) {
            retry = count;
        }

        /** Every other option: a flag, or something that only a controller has a use for. */
        public void methodMissing(String name, Object arguments) {
            flags.add(name);
        }
    }

    /** The body of {@code parameters}: name and default of each. */
    public static final class Parameters {
        final Map<String, Object> defaults = new LinkedHashMap<>();

        /** {@code string(name: …, defaultValue: …)}. */
        public void string(Map<String, Object> arguments) {
            add(arguments, "");
        }

        /** {@code text(name: …, defaultValue: …)}. */
        public void text(Map<String, Object> arguments) {
            add(arguments, "");
        }

        /** {@code password(name: …)}. */
        public void password(Map<String, Object> arguments) {
            add(arguments, "");
        }

        /** {@code booleanParam(name: …, defaultValue: …)}. */
        public void booleanParam(Map<String, Object> arguments) {
            add(arguments, false);
        }

        /** {@code choice(name: …, choices: […])}. */
        public void choice(Map<String, Object> arguments) {
            Object choices = arguments.get("choices");
            List<?> all = choices instanceof List<?> list
                    ? list
                    : String.valueOf(choices).lines().toList();
            defaults.put(String.valueOf(arguments.get("name")), all.get(0));
        }

        private void add(Map<String, Object> arguments, Object otherwise) {
            Object value = arguments.get("defaultValue");
            defaults.put(String.valueOf(arguments.get("name")), value == null ? otherwise : value);
        }
    }

    /** A body of named closures, as {@code post} has. */
    public static final class Named extends GroovyObjectSupport {
        final Map<String, Closure<?>> closures = new LinkedHashMap<>();

        /** Called by Groovy for each. */
        public void methodMissing(String name, Object arguments) {
            closures.put(name, (Closure<?>) ((Object[]) arguments)[0]);
        }
    }

    /** The body of {@code environment}: assignments, which may use those before. */
    public static final class Environment extends GroovyObjectSupport {
        final Map<String, Object> values = new LinkedHashMap<>();
        private final WorkflowScript script;

        Environment(WorkflowScript script) {
            this.script = script;
        }

        /** {@code credentials('…')}. */
        public Object credentials(Object id) {
            return new CredentialsId(id.toString());
        }

        @Override
        public void setProperty(String name, Object value) {
            values.put(name, value instanceof CredentialsId ? value : String.valueOf(value));
        }

        @Override
        public Object getProperty(String name) {
            if (name.equals("env")) {
                return new Earlier();
            }
            Object value = values.get(name);
            if (value == null) {
                throw new MissingPropertyException(name, getClass());
            }
            return value;
        }

        /** {@code env} that knows the variables before, too. */
        private final class Earlier extends GroovyObjectSupport {
            @Override
            @CheckForNull
            public Object getProperty(String name) {
                Object value = values.get(name);
                return value == null ? ((EnvironmentVariables) script.getProperty("env")).getProperty(name) : value;
            }
        }
    }
}
