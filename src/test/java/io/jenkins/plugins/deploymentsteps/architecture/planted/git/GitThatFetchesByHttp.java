package io.jenkins.plugins.deploymentsteps.architecture.planted.git;

import io.jenkins.plugins.deploymentsteps.architecture.planted.http.Client;

/** Breaks: the Git adapter knows only the core. */
public class GitThatFetchesByHttp {
    Client client() {
        return new Client();
    }
}
