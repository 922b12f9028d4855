package io.jenkins.plugins.deploymentsteps.steps;

/** Who keeps what a chart is rendered to. */
enum HelmMode {
    /** The step applies the manifests, as it applies any others. */
    TEMPLATE,
    /** Helm installs or upgrades a release of its own, on the agent. */
    RELEASE
}
