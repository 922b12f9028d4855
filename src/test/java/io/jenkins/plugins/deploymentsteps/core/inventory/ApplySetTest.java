package io.jenkins.plugins.deploymentsteps.core.inventory;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** The names of sets. The first case was computed with other tools, by the words of KEP-3659. */
public class ApplySetTest {
    @Test
    public void nameAndIdNeverChange() throws Exception {
        ApplySet set = ApplySet.of(" Team/Shop main ", "shop");
        assertThat(set.inventory().toString(), is("ConfigMap shop/deployment-set-team-shop-main-3739990c8d"));
        assertThat(set.id(), is("applyset-qqG-F8vI5d28lGkGgnSQ9x5O8qxYq9wire8cNexVTzU-v1"));
    }

    @Test
    public void everyNameBecomesAnotherNameThatKubernetesTakes() throws Exception {
        List<String> names = List.of(
                "shop",
                "Shop",
                "shop/main",
                "shop-main",
                "shop » main",
                "мой магазин",
                "/",
                "-",
                "x".repeat(500),
                "x".repeat(499),
                "a".repeat(39) + "/b",
                "deploy.yaml");
        Set<String> configMaps = new HashSet<>();
        for (String name : names) {
            String configMap = ApplySet.of(name, "shop").inventory().name();
            assertThat(configMap, configMap.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"), is(true));
            assertThat(configMap, configMap.contains("--"), is(false));
            configMaps.add(configMap);
            assertThat(ApplySet.of(name, "shop").id().length(), is(55));
        }
        assertThat(configMaps, hasSize(names.size()));
    }

    @Test
    public void whatIsNoNameIsRefused() {
        for (String name : List.of("", "  ", "a\nb", "a\u0000b", "a\u202Eb", "x".repeat(501))) {
            assertThat(
                    assertThrows(DeploymentException.class, () -> ApplySet.of(name, "shop"))
                            .getMessage(),
                    containsString("set: "));
        }
    }
}
