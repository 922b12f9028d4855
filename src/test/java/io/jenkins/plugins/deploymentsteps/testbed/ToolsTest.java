package io.jenkins.plugins.deploymentsteps.testbed;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.startsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** What other tests rely on the testbed's command-line tools and its registry for. */
@Category(NeedsTestbed.class)
public class ToolsTest {

    @ClassRule
    public static final Testbed testbed =
            Testbed.with(Testbed.HELM, Testbed.KUSTOMIZE, Testbed.TOFU, Testbed.CRANE, Testbed.REGISTRY);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void helmRendersAChart() throws Exception {
        Path chart = folder.newFolder("chart").toPath();
        write(chart, "Chart.yaml", """
                apiVersion: v2
                name: shop
                version: 1.0.0
                """);
        write(chart, "templates/config.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: "{{ .Release.Name }}"}
                data: {colour: "{{ .Values.colour }}"}
                """);

        String rendered = run(Testbed.HELM, "template", "blue-shop", chart.toString(), "--set=colour=blue");

        assertThat(rendered, containsString("metadata: {name: \"blue-shop\"}\ndata: {colour: \"blue\"}"));
        assertThat(run(Testbed.HELM, "version", "--short"), startsWith("v3.22.0"));
    }

    @Test
    public void kustomizeRendersAnOverlay() throws Exception {
        Path overlay = folder.newFolder("overlay").toPath();
        write(overlay, "config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n");
        write(overlay, "kustomization.yaml", "namePrefix: blue-\nresources: [config.yaml]\n");

        assertEquals(
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: blue-shop\n",
                run(Testbed.KUSTOMIZE, "build", overlay.toString()));
        assertEquals("v5.8.2", run(Testbed.KUSTOMIZE, "version").strip());
    }

    @Test
    public void openTofuTellsItsOutputs() throws Exception {
        Path configuration = folder.newFolder("tofu").toPath();
        write(configuration, "main.tf", """
                output "host" { value = "https://127.0.0.1:6443" }
                output "token" {
                  value     = "secret"
                  sensitive = true
                }
                """);
        String directory = "-chdir=" + configuration;
        run(Testbed.TOFU, directory, "init", "-no-color");
        run(Testbed.TOFU, directory, "apply", "-auto-approve", "-no-color");

        assertEquals("secret", run(Testbed.TOFU, directory, "output", "-raw", "token"));
        assertThat(run(Testbed.TOFU, directory, "output", "-json"), containsString("\"https://127.0.0.1:6443\""));
        assertThat(run(Testbed.TOFU, "version"), startsWith("OpenTofu v1.12.6\n"));
    }

    @Test
    public void craneWritesToTheRegistry() throws Exception {
        String image = testbed.registry() + "/shop/web:1.0";
        Path layer = Files.write(folder.newFile("layer.tar").toPath(), new byte[1024]);

        run(Testbed.CRANE, "append", "--new_layer=" + layer, "--new_tag=" + image);

        assertThat(run(Testbed.CRANE, "digest", image), startsWith("sha256:"));
        assertEquals(
                "1.0",
                run(Testbed.CRANE, "ls", testbed.registry() + "/shop/web").strip());
    }

    /** Runs a tool that finds nothing of the machine's own settings. */
    private String run(String tool, String... arguments) throws Exception {
        List<String> line = Stream.concat(Stream.of(testbed.program(tool).toString()), Stream.of(arguments))
                .toList();
        return Command.of(line)
                .withEnvironment(Map.of(
                        "HOME", folder.getRoot().toString(), "TF_CLI_CONFIG_FILE", "", "CHECKPOINT_DISABLE", "1"))
                .run();
    }

    private static void write(Path directory, String name, String content) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
