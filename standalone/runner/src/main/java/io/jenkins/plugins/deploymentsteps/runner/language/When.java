package io.jenkins.plugins.deploymentsteps.runner.language;

import groovy.lang.Closure;
import io.jenkins.plugins.deploymentsteps.runner.engine.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides whether the {@code when} section of a stage holds. */
final class When {
    private final WorkflowScript script;

    When(WorkflowScript script) {
        this.script = script;
    }

    /** One condition. */
    @FunctionalInterface
    interface Condition {
        /** Returns whether it holds now. */
        boolean holds(When when) throws Exception;
    }

    boolean all(List<Condition> conditions) throws Exception {
        for (Condition condition : conditions) {
            if (!condition.holds(this)) {
                return false;
            }
        }
        return true;
    }

    private boolean any(List<Condition> conditions) throws Exception {
        for (Condition condition : conditions) {
            if (condition.holds(this)) {
                return true;
            }
        }
        return false;
    }

    private boolean expression(Closure<?> code) {
        code.setDelegate(script);
        code.setResolveStrategy(Closure.DELEGATE_FIRST);
        Object value = code.call();
        return value instanceof Boolean truth ? truth : value != null && Boolean.parseBoolean(value.toString());
    }

    private boolean variable(String name, String wanted) throws Exception {
        return wanted.equals(script.build().environment(Head.current().frame()).get(name));
    }

    /** The body of {@code when}; Groovy calls its methods. */
    public static final class Conditions {
        final List<Condition> all = new ArrayList<>();

        /** {@code expression { … }}. */
        public void expression(Closure<?> code) {
            all.add(when -> when.expression(code));
        }

        /** {@code branch '…'}, an Ant pattern in Jenkins; here a name in which {@code *} stands for anything. */
        public void branch(Object pattern) {
            String regex = pattern.toString().replace(".", "\\.").replace("*", ".*");
            all.add(when -> when.script.build().settings().branch().matches(regex));
        }

        /** {@code environment name: …, value: …}. */
        public void environment(Map<String, Object> arguments) {
            all.add(when ->
                    when.variable(String.valueOf(arguments.get("name")), String.valueOf(arguments.get("value"))));
        }

        /** {@code equals expected: …, actual: …}. */
        public void equals(Map<String, Object> arguments) {
            boolean equal = String.valueOf(arguments.get("expected")).equals(String.valueOf(arguments.get("actual")));
            all.add(when -> equal);
        }

        /** {@code not { … }}. */
        public void not(Closure<?> section) {
            List<Condition> inner = Sections.read(section, new Conditions()).all;
            all.add(when -> !when.all(inner));
        }

        /** {@code allOf { … }}. */
        public void allOf(Closure<?> section) {
            List<Condition> inner = Sections.read(section, new Conditions()).all;
            all.add(when -> when.all(inner));
        }

        /** {@code anyOf { … }}. */
        public void anyOf(Closure<?> section) {
            List<Condition> inner = Sections.read(section, new Conditions()).all;
            all.add(when -> when.any(inner));
        }

        /** {@code beforeAgent true}: the runner has nothing to save by it. */
        public void beforeAgent(boolean ignored) {
            // agents cost nothing here
        }
    }
}
