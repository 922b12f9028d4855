package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import hudson.ProxyConfiguration;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoAuth;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoConnection;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import io.jenkins.plugins.deploymentsteps.faults.ProxyServer;
import io.jenkins.plugins.deploymentsteps.git.GitAuth;
import io.jenkins.plugins.deploymentsteps.git.GitConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterAuth;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.time.Duration;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;
import org.junit.rules.TemporaryFolder;

/** Every system is reached through Jenkins' proxy, whose password no log shows. */
@Covers("R-45")
public class ConnectionsTest {
    private static final String PASSWORD = "hunter2-hunter2";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ProxyServer proxy = new ProxyServer().refusing(403);
    private Controller controller;

    @Before
    public void prepare() {
        controller = Controller.start(folder.getRoot());
        controller.setProxy(
                new ProxyConfiguration("127.0.0.1", proxy.address().getPort(), "user", PASSWORD, "127.0.0.1"));
    }

    @After
    public void close() {
        controller.setProxy(null);
        proxy.close();
    }

    @Test
    public void aClusterIs() throws Exception {
        ClusterConnection connection =
                new ClusterConnection("https://cluster.example", null, new ClusterAuth.Token("t"), null, false, null);
        try (Cluster cluster = Connections.REAL.cluster(connection)) {
            refused("cluster.example", () -> cluster.namespaced(List.of(new ObjectRef("v1", "Pod", "a", "b"))));
        }
    }

    @Test
    public void aRepositoryIs() throws Exception {
        GitConnection connection = new GitConnection("https://git.example/a.git", new GitAuth.None());
        try (GitRepository repository = Connections.REAL.repository(connection)) {
            refused("git.example", () -> repository.fetch("main", Deadline.after(Duration.ofMinutes(1))));
        }
    }

    @Test
    public void anArgoCdServerIs() throws Exception {
        ArgoConnection connection = new ArgoConnection("https://argocd.example", null, new ArgoAuth.Token("t"), false);
        try (ArgoServer server = Connections.REAL.argo(connection)) {
            refused("argocd.example", () -> server.application("shop", Refresh.NONE));
        }
    }

    private void refused(String host, ThrowingRunnable work) {
        DeploymentException failure = assertThrows(DeploymentException.class, work);
        assertThat(failure.getMessage(), containsString("HTTP 403"));
        assertThat(failure.getMessage(), not(containsString(PASSWORD)));
        assertThat(proxy.requests().get(0).line(), is("CONNECT " + host + ":443"));
    }

    @Test
    @Covers("S-07")
    public void thePasswordOfTheProxyIsTakenOutOfEveryLog() {
        Operation operation =
                ScriptedOperation.of("masking", Duration.ofMinutes(1), new ScriptedOperation.Script(null));
        operation.use(List.of("t0ken-t0ken"));
        assertThat(operation.redactor().redact("t0ken-t0ken and " + PASSWORD), is("**** and ****"));
    }
}
