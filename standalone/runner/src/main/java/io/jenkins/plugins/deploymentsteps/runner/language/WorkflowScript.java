package io.jenkins.plugins.deploymentsteps.runner.language;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import groovy.lang.Closure;
import groovy.lang.MissingPropertyException;
import groovy.lang.Script;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.Head;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import java.io.IOException;
import java.util.Map;

/**
 * What a Jenkinsfile is compiled to. Every call that is no method of its own is a step; every name that is no variable
 * is one of the global ones or an environment variable.
 */
public abstract class WorkflowScript extends Script {
    private Build build;
    private StepLibrary steps;
    private EnvironmentVariables env;
    private CurrentBuild currentBuild;

    /** Comes before {@code run()}: Groovy makes the script, by a constructor without arguments. */
    final void attach(Build running, StepLibrary library) {
        build = running;
        steps = library;
        env = new EnvironmentVariables(running);
        currentBuild = new CurrentBuild(running);
    }

    final Build build() {
        return build;
    }

    final StepLibrary library() {
        return steps;
    }

    /** Called by Groovy where no method exists: calls a step. */
    @CheckForNull
    public Object methodMissing(String name, Object arguments) throws Exception {
        return steps.call(name, arguments);
    }

    @Override
    public Object getProperty(String name) {
        if (getBinding().hasVariable(name)) {
            return getBinding().getVariable(name);
        }
        return switch (name) {
            case "env" -> env;
            case "params" -> Map.copyOf(build.parameters());
            case "currentBuild" -> currentBuild;
            case "steps" -> this;
            case "scm" -> "scm";
            default -> environmentVariable(name);
        };
    }

    private Object environmentVariable(String name) {
        try {
            String value = build.environment(Head.current().frame()).get(name);
            if (value != null) {
                return value;
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new MissingPropertyException(name, getClass());
    }

    /** Runs a Declarative Pipeline. */
    public void pipeline(Closure<?> sections) throws Exception {
        new DeclarativePipeline(this, sections).run();
    }

    /** The step, not Groovy's method of the same name. */
    @CheckForNull
    public Object sleep(long seconds) throws Exception {
        return steps.call("sleep", new Object[] {seconds});
    }

    /** The step, not Groovy's method of the same name. */
    @CheckForNull
    public Object sleep(Map<String, Object> arguments) throws Exception {
        return steps.call("sleep", new Object[] {arguments});
    }

    @Override
    public void println(Object value) {
        print(value + "\n");
    }

    @Override
    public void println() {
        print("\n");
    }

    @Override
    public void print(Object value) {
        Head.current().frame().log().getLogger().print(value);
        Head.current().frame().log().getLogger().flush();
    }
}
