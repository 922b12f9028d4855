package io.jenkins.plugins.deploymentsteps.architecture.planted.git;

import io.jenkins.plugins.deploymentsteps.architecture.planted.forges.ForgeByHttp;

/** Breaks: the Git adapter knows only the core and the rules of HTTP. */
public class GitThatAsksAForge {
    ForgeByHttp forge() {
        return new ForgeByHttp();
    }
}
