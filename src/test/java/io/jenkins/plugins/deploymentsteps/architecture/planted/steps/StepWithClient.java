package io.jenkins.plugins.deploymentsteps.architecture.planted.steps;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.eclipse.jgit.transport.URIish;

/** Breaks: libraries are used by their adapters only, and no address is written with its password. */
public class StepWithClient {
    String address(KubernetesClient client, ObjectMapper mapper, URIish address) {
        return address.toPrivateString();
    }
}
