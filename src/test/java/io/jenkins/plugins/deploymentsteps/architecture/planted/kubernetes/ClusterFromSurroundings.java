package io.jenkins.plugins.deploymentsteps.architecture.planted.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** Breaks: no identity comes from the surroundings, and trust is decided in one place. */
public class ClusterFromSurroundings {
    Config read(String kubeconfig) throws GeneralSecurityException {
        SSLContext.getInstance("TLS").init(null, null, null);
        return kubeconfig.isEmpty() ? new ConfigBuilder().build() : Config.fromKubeconfig(kubeconfig);
    }
}
