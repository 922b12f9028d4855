package io.jenkins.plugins.deploymentsteps.rendering;

import java.util.Locale;

/** A program that renders manifests on an agent. */
public enum Tool {
    /** Builds a kustomization. */
    KUSTOMIZE("https://kubectl.docs.kubernetes.io/installation/kustomize"),
    /** Has kustomize in it. */
    KUBECTL("https://kubernetes.io/docs/tasks/tools"),
    /** Renders charts, and keeps releases. */
    HELM("https://helm.sh/docs/intro/install"),
    /** Renders a project of its own kind. */
    KLUCTL("https://kluctl.io/docs/kluctl/installation");

    private final String guide;

    Tool(String guide) {
        this.guide = guide;
    }

    /** Returns the program's name, which is also that of the tool. */
    public String program() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns where it says how to install it. */
    public String guide() {
        return guide;
    }
}
