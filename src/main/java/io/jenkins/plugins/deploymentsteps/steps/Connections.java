package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.argocd.ArgoConnection;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoHttpServer;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.credentials.JenkinsProxy;
import io.jenkins.plugins.deploymentsteps.git.GitConnection;
import io.jenkins.plugins.deploymentsteps.git.HttpProxy;
import io.jenkins.plugins.deploymentsteps.git.JGitRepository;
import io.jenkins.plugins.deploymentsteps.http.FetchFile;
import io.jenkins.plugins.deploymentsteps.http.PinnedFile;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.http.TlsTrust;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.Fabric8Cluster;

/** Opens the systems that a deployment works on. */
interface Connections {
    /** The real systems, through Jenkins' proxy where one is set. */
    Connections REAL = new Connections() {
        @Override
        public Cluster cluster(ClusterConnection connection) throws DeploymentException {
            return Fabric8Cluster.open(connection, JenkinsProxy.settings());
        }

        @Override
        public GitRepository repository(GitConnection connection) throws DeploymentException {
            ProxySettings proxy = JenkinsProxy.settings();
            return JGitRepository.open(connection, new HttpProxy(proxy.selector(), proxy.authenticator()));
        }

        @Override
        public byte[] fetch(PinnedFile file, Deadline deadline) throws DeploymentException, InterruptedException {
            return FetchFile.fetch(file, new TlsTrust(null, false), JenkinsProxy.settings(), deadline);
        }

        @Override
        public ArgoServer argo(ArgoConnection connection) throws DeploymentException {
            return ArgoHttpServer.open(connection, JenkinsProxy.settings());
        }
    };

    /** Opens a cluster; the caller closes it. */
    Cluster cluster(ClusterConnection connection) throws DeploymentException;

    /** Opens a repository; the caller closes it. */
    GitRepository repository(GitConnection connection) throws DeploymentException;

    /** Fetches a file of the network that is pinned by its checksum. */
    byte[] fetch(PinnedFile file, Deadline deadline) throws DeploymentException, InterruptedException;

    /** Opens an Argo CD server; the caller closes it. */
    ArgoServer argo(ArgoConnection connection) throws DeploymentException;
}
