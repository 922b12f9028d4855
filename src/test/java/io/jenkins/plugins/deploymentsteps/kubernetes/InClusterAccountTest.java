package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class InClusterAccountTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, String> pod =
            Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443");

    @Test
    public void theAccountOfThePodIsReadAnewEachTime() throws Exception {
        Path mounted = folder.getRoot().toPath();
        Files.writeString(mounted.resolve("token"), "first\n");
        Files.writeString(mounted.resolve("ca.crt"), "PEM");
        ClusterConnection connection = InClusterAccount.read(pod, mounted);
        assertThat(
                connection,
                is(new ClusterConnection(
                        "https://[fd00::1]:443", "PEM", new ClusterAuth.Token("first"), null, false, null)));
        Files.writeString(mounted.resolve("token"), "second");
        assertThat(InClusterAccount.read(pod, mounted).auth(), is(new ClusterAuth.Token("second")));
    }

    @Test
    @Covers("S-15")
    public void outsideOfAPodThereIsNone() {
        Path mounted = folder.getRoot().toPath().resolve("absent");
        for (Map<String, String> environment : List.of(pod, Map.<String, String>of())) {
            DeploymentException none =
                    assertThrows(DeploymentException.class, () -> InClusterAccount.read(environment, mounted));
            assertThat(none.getMessage(), containsString("has no account of a cluster"));
        }
        assertThrows(DeploymentException.class, InClusterAccount::read);
    }
}
