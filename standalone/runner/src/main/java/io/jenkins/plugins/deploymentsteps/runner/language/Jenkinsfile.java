package io.jenkins.plugins.deploymentsteps.runner.language;

import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import hudson.AbortException;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import java.util.List;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;

/** The text of a Jenkinsfile, run by the Groovy that Jenkins has. */
public final class Jenkinsfile {
    private final String text;

    /** Takes a Jenkinsfile's text. */
    public Jenkinsfile(String text) {
        this.text = text;
    }

    /**
     * Compiles and checks without running anything.
     *
     * @return what is wrong, as Jenkins words it; empty if nothing is
     */
    public List<String> problems(StepLibrary steps) {
        DeclarativeCheck check = new DeclarativeCheck(steps);
        try {
            compile(check);
        } catch (AbortException e) {
            return List.of(e.getMessage());
        }
        return check.problems();
    }

    /**
     * Runs it on the calling thread.
     *
     * @throws AbortException if it does not compile
     * @throws Exception what it fails with
     */
    public void run(Build build, StepLibrary steps) throws Exception {
        DeclarativeCheck check = new DeclarativeCheck(steps);
        Class<?> compiled = compile(check);
        if (!check.problems().isEmpty()) {
            throw new AbortException("The Jenkinsfile is not valid:\n" + String.join("\n", check.problems()));
        }
        WorkflowScript script =
                (WorkflowScript) compiled.getDeclaredConstructor().newInstance();
        script.setBinding(new Binding());
        script.attach(build, steps);
        script.run();
    }

    private Class<?> compile(DeclarativeCheck check) throws AbortException {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(WorkflowScript.class.getName());
        configuration.setSourceEncoding("UTF-8");
        configuration.addCompilationCustomizers(check, new StepsBeforeGroovyMethods());
        try (GroovyClassLoader loader = new GroovyClassLoader(Jenkinsfile.class.getClassLoader(), configuration)) {
            return loader.parseClass(text, "WorkflowScript");
        } catch (MultipleCompilationErrorsException e) {
            throw new AbortException(e.getMessage());
        } catch (CompilationFailedException | java.io.IOException e) {
            throw new AbortException("The Jenkinsfile does not compile: " + e.getMessage());
        }
    }
}
