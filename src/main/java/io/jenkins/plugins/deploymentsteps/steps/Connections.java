package io.jenkins.plugins.deploymentsteps.steps;

import hudson.ProxyConfiguration;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoConnection;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoHttpServer;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.git.GitConnection;
import io.jenkins.plugins.deploymentsteps.git.JGitRepository;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.Fabric8Cluster;

/** Opens the systems that a deployment works on. */
interface Connections {
    /** The real systems, through Jenkins' proxy where that applies. */
    Connections REAL = new Connections() {
        @Override
        public Cluster cluster(ClusterConnection connection) throws DeploymentException {
            return Fabric8Cluster.open(connection);
        }

        @Override
        public GitRepository repository(GitConnection connection) throws DeploymentException {
            return JGitRepository.open(connection);
        }

        @Override
        public ArgoServer argo(ArgoConnection connection) throws DeploymentException {
            return ArgoHttpServer.open(connection, ProxyConfiguration.newHttpClientBuilder());
        }
    };

    /** Opens a cluster; the caller closes it. */
    Cluster cluster(ClusterConnection connection) throws DeploymentException;

    /** Opens a repository; the caller closes it. */
    GitRepository repository(GitConnection connection) throws DeploymentException;

    /** Opens an Argo CD server; the caller closes it. */
    ArgoServer argo(ArgoConnection connection) throws DeploymentException;
}
