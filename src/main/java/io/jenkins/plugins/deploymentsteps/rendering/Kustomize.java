package io.jenkins.plugins.deploymentsteps.rendering;

import java.util.List;

/**
 * Builds a kustomization. Neither plugins nor charts of it are run, and its files may not lie outside of their
 * kustomization: those are options, which are not given.
 */
public final class Kustomize {
    private static final String RESTRICTED = "--load-restrictor=LoadRestrictionsRootOnly";

    private Kustomize() {}

    /**
     * Returns the command.
     *
     * @param directory with the kustomization, relative to the workspace
     */
    public static ToolCommand build(String directory) {
        return new ToolCommand(Tool.KUSTOMIZE, List.of("build", RESTRICTED, local(directory)));
    }

    /** Returns the command for an agent that has kubectl only. */
    public static ToolCommand byKubectl(String directory) {
        return new ToolCommand(Tool.KUBECTL, List.of("kustomize", RESTRICTED, local(directory)));
    }

    /** Without the dot, {@code github.com/a/b} would be looked for on the network. */
    static String local(String path) {
        return path.isEmpty() ? "." : "./" + path;
    }
}
