package io.jenkins.plugins.deploymentsteps.rendering;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class ImageManifestsTest {
    private static ImageApplication app(String image, String name, int port, int replicas, String host, String probe)
            throws DeploymentException {
        return new ImageApplication(
                ImageReference.parse(image), name, port, replicas, Map.of(), host, probe, "100m", "256Mi");
    }

    private static List<Manifest> read(ImageApplication app) throws DeploymentException {
        app.check();
        return ManifestReader.read(ImageManifests.of(app)).objects();
    }

    private static List<String> names(ImageApplication app) {
        return ImageManifests.of(app).stream().map(ManifestFile::name).toList();
    }

    @Test
    public void thereAreAsFewObjectsAsItTakes() throws Exception {
        assertThat(names(app("shop/web:1", "web", 8080, 1, null, null)), contains("deployment.yaml", "service.yaml"));
        assertThat(
                names(app("shop/web:1", "web", 8080, 2, "shop.example", null)),
                contains("deployment.yaml", "service.yaml", "ingress.yaml", "disruption-budget.yaml"));
        assertThat(names(app("shop/worker:1", "worker", 0, 1, null, null)), contains("deployment.yaml"));
    }

    @Test
    public void valuesStayValuesWhateverIsInThem() throws Exception {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("ONE", "\", evil: \"x");
        env.put("TWO", "a\tb\u2028c\\ #${X}");
        env.put("THREE", "3");
        ImageApplication app = new ImageApplication(
                ImageReference.parse("registry.example:5000/shop/web:1.2@sha256:" + "a".repeat(64)),
                "web",
                8080,
                1,
                env,
                null,
                "/a\"b",
                "1",
                "1Gi");
        Object container = Fields.maps(read(app).get(0).content(), "spec", "template", "spec", "containers")
                .get(0);
        assertThat(Fields.text(container, "image"), is(app.image().toString()));
        assertThat(
                Fields.maps(container, "env").toString(),
                is("[{name=ONE, value=\", evil: \"x}, {name=TWO, value=a\tb\u2028c\\ #${X}}, {name=THREE, value=3}]"));
        assertThat(Fields.text(container, "readinessProbe", "httpGet", "path"), is("/a\"b"));
        assertThat(Fields.text(container, "resources", "requests", "cpu"), is("1"));
        assertThat(
                Fields.text(read(app).get(0).content(), "metadata", "labels", "app.kubernetes.io/version"), is("1.2"));
    }

    @Test
    public void severalPodsAreSpreadAndAnApplicationWithoutAPortIsNotProbed() throws Exception {
        Object several = Fields.at(
                read(app("shop/web:1", "web", 8080, 2, null, null)).get(0).content(), "spec", "template", "spec");
        assertThat(Fields.maps(several, "topologySpreadConstraints").size(), is(2));
        Object worker = Fields.at(
                read(app("shop/web:1", "web", 0, 1, null, null)).get(0).content(), "spec", "template", "spec");
        assertThat(Fields.maps(worker, "topologySpreadConstraints").size(), is(0));
        assertThat(
                Fields.maps(worker, "containers").get(0).keySet(),
                contains("name", "image", "resources", "securityContext"));
    }

    @Test
    public void aNameIsMadeOfTheImage() throws Exception {
        assertThat(
                ImageApplication.nameOf(ImageReference.parse("registry.example:5000/a/my_shop.web:1")),
                is("my-shop-web"));
        assertThat(ImageApplication.nameOf(ImageReference.parse("7zip:1")), is("zip"));
    }

    @Test
    public void whatNoServerWouldTakeIsNamed() {
        Map<String, ThrowingApp> wrong = new LinkedHashMap<>();
        wrong.put("name: 'Web'", () -> app("a:1", "Web", 8080, 1, null, null));
        wrong.put("name: ''", () -> app("a:1", "", 8080, 1, null, null));
        wrong.put("port: 65536", () -> app("a:1", "a", 65536, 1, null, null));
        wrong.put("port: -1", () -> app("a:1", "a", -1, 1, null, null));
        wrong.put("replicas: -1", () -> app("a:1", "a", 1, -1, null, null));
        wrong.put("host: 'a_b'", () -> app("a:1", "a", 1, 1, "a_b", null));
        wrong.put("host: an application that listens on no port", () -> app("a:1", "a", 0, 1, "a.b", null));
        wrong.put("probe: 'health'", () -> app("a:1", "a", 1, 1, null, "health"));
        wrong.put(
                "memory: 'lots'",
                () -> new ImageApplication(ImageReference.parse("a:1"), "a", 1, 1, Map.of(), null, null, "1", "lots"));
        wrong.forEach((message, made) -> assertThat(
                assertThrows(DeploymentException.class, () -> made.make().check())
                        .getMessage(),
                startsWith(message)));
        assertThat("all were tried", wrong.keySet().toString(), containsString("memory"));
    }

    private interface ThrowingApp {
        ImageApplication make() throws DeploymentException;
    }
}
