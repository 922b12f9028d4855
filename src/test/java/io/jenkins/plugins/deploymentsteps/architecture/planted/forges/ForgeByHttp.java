package io.jenkins.plugins.deploymentsteps.architecture.planted.forges;

import io.jenkins.plugins.deploymentsteps.architecture.planted.http.Client;

/** Breaks nothing. */
public class ForgeByHttp {
    Client client() {
        return new Client();
    }
}
