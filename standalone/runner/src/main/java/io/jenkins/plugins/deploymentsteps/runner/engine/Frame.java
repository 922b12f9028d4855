package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.TaskListener;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What surrounds a step: the enclosing {@code node}, {@code dir}, {@code withEnv} and so on. Immutable.
 *
 * @param scope what it is interrupted with
 * @param block id of the enclosing block's flow node
 * @param directory the current directory; null outside {@code node}
 * @param workspace the workspace; null outside {@code node}
 * @param environment what {@code environment}, {@code withEnv} and {@code withCredentials} set
 * @param secretVariables the names among them that {@code withCredentials} set
 * @param listener writes to the build's log, with secrets masked
 */
public record Frame(
        Scope scope,
        int block,
        @CheckForNull FilePath directory,
        @CheckForNull FilePath workspace,
        Map<String, String> environment,
        Map<String, String> secretVariables,
        LogListener listener) {

    /** Returns the same frame within another scope. */
    public Frame withScope(Scope other) {
        return new Frame(other, block, directory, workspace, environment, secretVariables, listener);
    }

    /** Returns the same frame within another block. */
    public Frame withBlock(int other) {
        return new Frame(scope, other, directory, workspace, environment, secretVariables, listener);
    }

    /** Returns the frame of a {@code node}. */
    public Frame onNode(FilePath directoryOfNode) {
        return new Frame(scope, block, directoryOfNode, directoryOfNode, environment, secretVariables, listener);
    }

    /** Returns the same frame in another directory. */
    public Frame inDirectory(FilePath other) {
        return new Frame(scope, block, other, workspace, environment, secretVariables, listener);
    }

    /** Returns the same frame with more environment variables; {@code PATH+X} prepends to {@code PATH}. */
    public Frame withEnvironment(Map<String, String> more) {
        return new Frame(scope, block, directory, workspace, merged(more), secretVariables, listener);
    }

    /** Returns the same frame with more environment variables whose values are masked in the log. */
    public Frame withSecrets(Map<String, String> more, Collection<String> values) {
        Map<String, String> secrets = new LinkedHashMap<>(secretVariables);
        secrets.putAll(more);
        return new Frame(scope, block, directory, workspace, merged(more), secrets, listener.hiding(values));
    }

    private Map<String, String> merged(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return all;
    }

    /** Returns the listener as Jenkins' type. */
    public TaskListener log() {
        return listener;
    }
}
