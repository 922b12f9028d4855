package io.jenkins.plugins.deploymentsteps.rendering;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

public class RenderedObjectsTest {
    private static final String OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n";

    private static List<ManifestFile> of(Tool tool, String output) throws DeploymentException {
        return RenderedObjects.of(tool, "overlays/prod", output.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> names(List<ManifestFile> files) throws DeploymentException {
        return ManifestReader.read(files).objects().stream()
                .map(Manifest::origin)
                .map(Manifest.Origin::toString)
                .toList();
    }

    @Test
    public void objectsAreNumberedAndNamedByToolAndPlace() throws Exception {
        String output = "---\n" + OBJECT.formatted("a") + "--- # two\n" + OBJECT.formatted("b")
                + "---\n# nothing\n---\r\n" + OBJECT.formatted("c");
        assertThat(
                names(of(Tool.KUSTOMIZE, output)),
                contains(
                        "rendered by kustomize from overlays/prod, object 1",
                        "rendered by kustomize from overlays/prod, object 2",
                        "rendered by kustomize from overlays/prod, object 3"));
    }

    @Test
    public void aTextWithHyphensInItIsOneText() throws Exception {
        List<ManifestFile> files =
                of(Tool.KUSTOMIZE, OBJECT.formatted("a") + "data:\n  pem: |\n    ---\n    x\n    -----BEGIN\n");
        assertThat(files.size(), is(1));
        assertThat(
                ManifestReader.read(files)
                        .objects()
                        .get(0)
                        .content()
                        .get("data")
                        .toString(),
                is("{pem=---\nx\n-----BEGIN\n}"));
    }

    @Test
    public void helmNamesTheTemplateAndItsOtherHooksAreLeftOut() throws Exception {
        StringBuilder output = new StringBuilder();
        for (String hook :
                List.of("", "post-delete", "test", "pre-rollback,post-rollback", "pre-upgrade", "post-install, test")) {
            output.append("---\n# Source: shop/templates/")
                    .append(hook.isEmpty() ? "web" : hook.replaceAll("\\W+", "-"))
                    .append(".yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x")
                    .append(hook.replaceAll("\\W+", "-"));
            output.append(hook.isEmpty() ? "\n" : "\n  annotations: {helm.sh/hook: '" + hook + "'}\n");
        }
        assertThat(
                names(of(Tool.HELM, output.toString())),
                contains(
                        "rendered by helm from overlays/prod, object 1 (shop/templates/web.yaml)",
                        "rendered by helm from overlays/prod, object 2 (shop/templates/pre-upgrade.yaml)",
                        "rendered by helm from overlays/prod, object 3 (shop/templates/post-install-test.yaml)"));
    }

    @Test
    public void whatIsNoManifestSaysWhatRenderedIt() {
        String broken = assertThrows(
                        DeploymentException.class,
                        () -> ManifestReader.read(of(Tool.KUSTOMIZE, OBJECT.formatted("a") + "---\na: [\n")))
                .getMessage();
        assertThat(broken, containsString("rendered by kustomize from overlays/prod, object 2, line"));
        String other = assertThrows(
                        DeploymentException.class, () -> ManifestReader.read(of(Tool.KLUCTL, "kind: ConfigMap\n")))
                .getMessage();
        assertThat(other, containsString("rendered by kluctl from overlays/prod, object 1: "));
        assertThat(
                assertThrows(DeploymentException.class, () -> of(Tool.HELM, "---\n# only a comment\n"))
                        .getMessage(),
                is("Nothing was rendered by helm from overlays/prod: helm printed no object."));
        assertThat(
                assertThrows(
                                DeploymentException.class,
                                () -> RenderedObjects.of(Tool.HELM, "x", new byte[] {(byte) 0xC3, 0x28}))
                        .getMessage(),
                is("What was rendered by helm from x is no text in UTF-8."));
    }
}
