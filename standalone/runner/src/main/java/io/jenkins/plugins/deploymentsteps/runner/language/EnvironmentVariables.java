package io.jenkins.plugins.deploymentsteps.runner.language;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import groovy.lang.GroovyObjectSupport;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.Head;
import java.io.IOException;

/** {@code env} of a Jenkinsfile. */
final class EnvironmentVariables extends GroovyObjectSupport {
    private final Build build;

    EnvironmentVariables(Build build) {
        this.build = build;
    }

    @Override
    @CheckForNull
    public Object getProperty(String name) {
        try {
            return build.environment(Head.current().frame()).get(name);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void setProperty(String name, @CheckForNull Object value) {
        build.setEnvironment(name, String.valueOf(value));
    }
}
