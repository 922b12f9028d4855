package io.jenkins.plugins.deploymentsteps.testbed;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import java.util.Map;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** What other tests rely on the testbed's Argo CD for. */
@Category(NeedsTestbed.class)
public class ArgoCdServerTest {

    private static final String CONFIG_MAP = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
            data:
              colour: blue
            """;

    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.GITEA, Testbed.ARGOCD);

    @Test
    public void anApplicationIsSyncedFromItsRepository() {
        ArgoCdServer argocd = testbed.argocd();
        KubernetesCluster cluster = testbed.kubernetes();
        String namespace = cluster.newNamespace();
        GitRepository repository = testbed.gitea().createRepository("config", Map.of("app/settings.yaml", CONFIG_MAP));

        argocd.createApplication(namespace, repository.cloneUrl(), "app", namespace);
        argocd.argocd("app", "sync", namespace, "--timeout=60");

        assertEquals(
                "blue", cluster.kubectl("get", "configmap", "settings", "-n", namespace, "-o=jsonpath={.data.colour}"));
        assertThat(argocd.argocd("app", "get", namespace), containsString("Healthy"));
    }

    @Test
    public void theTokensBelongToTheirAccounts() {
        ArgoCdServer argocd = testbed.argocd();

        assertThat(argocd.argocd("account", "get-user-info"), containsString("Username: ci"));
        assertEquals("yes\n", argocd.argocd("account", "can-i", "sync", "applications", "default/any"));
        assertEquals(
                "no\n",
                argocd.argocdAs(argocd.viewerToken(), "account", "can-i", "sync", "applications", "default/any"));
    }
}
