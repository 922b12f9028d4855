package io.jenkins.plugins.deploymentsteps.rendering;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** The command lines, argument by argument: nothing that a user gives becomes an option, a shell's word or another argument. */
public class ToolCommandsTest {
    private static HelmChart chart(String chart, boolean local, String version, List<String> set) {
        return new HelmChart(chart, local, version, "shop", "prod", List.of("values.yaml", "a b.yaml"), set);
    }

    @Test
    public void kustomizeBuildsALocalDirectoryWithItsRestrictionsOn() {
        assertThat(
                Kustomize.build("overlays/prod").arguments(),
                is(List.of("build", "--load-restrictor=LoadRestrictionsRootOnly", "./overlays/prod")));
        assertThat(
                Kustomize.byKubectl("github.com/a/b").toString(),
                is("kubectl kustomize --load-restrictor=LoadRestrictionsRootOnly ./github.com/a/b"));
        assertThat(Kustomize.build("").arguments().get(2), is("."));
        for (ToolCommand command : List.of(Kustomize.build("a"), Kustomize.byKubectl("a"))) {
            assertThat(command.toString(), not(containsString("alpha")));
            assertThat(command.toString(), not(containsString("--enable")));
        }
    }

    @Test
    public void helmTemplatesAndUpgrades() throws Exception {
        HelmChart local = chart("charts/shop", true, null, List.of("image.tag=1.2,colours={red,blue}"));
        assertThat(
                local.template().arguments(),
                is(List.of(
                        "template",
                        "shop",
                        "./charts/shop",
                        "--namespace",
                        "prod",
                        "--include-crds",
                        "--skip-tests",
                        "--values",
                        "./values.yaml",
                        "--values",
                        "./a b.yaml",
                        "--set",
                        "image.tag=1.2,colours={red,blue}")));
        assertThat(
                local.upgrade("/w@tmp/k", 90).arguments(),
                is(List.of(
                        "upgrade",
                        "shop",
                        "./charts/shop",
                        "--install",
                        "--namespace",
                        "prod",
                        "--kubeconfig",
                        "/w@tmp/k",
                        "--timeout",
                        "90s",
                        "--values",
                        "./values.yaml",
                        "--values",
                        "./a b.yaml",
                        "--set",
                        "image.tag=1.2,colours={red,blue}")));
        assertThat(
                local.manifest("/w@tmp/k").toString(),
                is("helm get manifest shop --namespace prod --kubeconfig /w@tmp/k"));
        assertThat(
                chart("oci://registry.example/charts/shop", false, "1.4.2", List.of())
                        .template()
                        .toString(),
                containsString("template shop oci://registry.example/charts/shop --namespace prod"));
        assertThat(
                chart("repo/shop", false, "1.4.2", List.of()).template().toString(),
                containsString(" --version 1.4.2 --values ./values.yaml --values './a b.yaml'"));
    }

    @Test
    public void aChartFromElsewhereIsEncryptedAndHasAVersion() throws Exception {
        HelmChart.checkRemote("oci://registry.example/shop", "1");
        HelmChart.checkRemote("https://charts.example/shop-1.2.tgz", null);
        HelmChart.checkRemote("repo/shop", "1");
        Map<String, String> refused = Map.of(
                "http://charts.example/shop.tgz", "chart: 'http://charts.example/shop.tgz' is fetched by https://",
                "file:///etc", "chart: 'file:///etc' is fetched by https:// or oci:// only",
                "git+ssh://x/y", "is fetched by https:// or oci:// only",
                "oci://registry.example/shop", "version: missing.",
                "repo/shop", "version: missing.",
                "shop", "chart: 'shop' is not in the workspace.",
                "a/b/c", "chart: 'a/b/c' is not in the workspace.",
                "--post-renderer=/bin/sh", "begins with a hyphen");
        refused.forEach((chart, message) -> assertThat(
                assertThrows(DeploymentException.class, () -> HelmChart.checkRemote(chart, null))
                        .getMessage(),
                containsString(message)));
    }

    @Test
    public void aReleaseIsNamedAfterItsChart() {
        assertThat(HelmChart.releaseOf("charts/Shop/"), is("shop"));
        assertThat(HelmChart.releaseOf("https://charts.example/shop-web-1.2.3.tgz"), is("shop-web"));
        assertThat(HelmChart.releaseOf("oci://registry.example/charts/shop"), is("shop"));
        assertThat(HelmChart.releaseOf("."), nullValue());
        assertThat(HelmChart.releaseOf("charts/my_shop"), nullValue());
        for (String name : List.of("", "Shop", "-a", "a".repeat(54), "a/b", "a b")) {
            assertThrows(name, DeploymentException.class, () -> HelmChart.checkRelease("release", name));
        }
    }

    @Test
    @Covers({"S-10", "S-18"})
    public void whatCouldBeAnOptionAVariableOrASecretIsNoArgument() {
        Map<String, String> refused = Map.of(
                "-f=/etc/passwd", "begins with a hyphen",
                "a=${AWS_SECRET_ACCESS_KEY}", "has a '$'",
                "a=$HOME", "has a '$'",
                "a=b\n--set=c=d", "a control character or line break",
                "a=b\u0000", "a control character or line break",
                "password=ghp_hunter2hunter2hunter2", "this looks like a secret",
                "key=-----BEGIN RSA PRIVATE KEY-----hunter2", "this looks like a secret");
        refused.forEach((text, message) -> {
            String said = assertThrows(DeploymentException.class, () -> HelmChart.checkSet("set", List.of(text)))
                    .getMessage();
            assertThat(text, said, containsString(message));
            assertThat(said, not(containsString("hunter2")));
            assertThat(
                    assertThrows(DeploymentException.class, () -> Kluctl.checkArguments("args", List.of(text)))
                            .getMessage(),
                    containsString(message));
        });
        for (String noPair : List.of("a", "=a")) {
            assertThrows(DeploymentException.class, () -> HelmChart.checkSet("set", List.of(noPair)));
            assertThrows(DeploymentException.class, () -> Kluctl.checkArguments("args", List.of(noPair)));
        }
        assertThrows(DeploymentException.class, () -> chart("c", true, "--devel", List.of())
                .template());
        assertThrows(DeploymentException.class, () -> Kluctl.render("d", "-x", List.of()));
    }

    @Test
    public void aShellsWordsStayWords() throws Exception {
        for (String text : List.of("a=`id`", "a=; rm -rf /", "a=$(id)".replace("$", "") + "|x", "a='\"", "a=&& x")) {
            ToolCommand command = chart("c", true, null, List.of(text)).template();
            assertThat(command.arguments().get(command.arguments().size() - 1), is(text));
        }
        assertThat(
                chart("c", true, null, List.of("a=it's")).template().toString(), containsString("--set 'a=it'\\''s'"));
    }

    @Test
    public void kluctlRendersOffline() throws Exception {
        assertThat(
                Kluctl.render("deployment", "prod", List.of("environment=prod")).arguments(),
                is(List.of(
                        "render",
                        "--project-dir",
                        "./deployment",
                        "--offline-kubernetes",
                        "--print-all",
                        "--no-color",
                        "--no-update-check",
                        "--target",
                        "prod",
                        "--arg",
                        "environment=prod")));
        assertThat(Kluctl.render("", null, List.of()).arguments().get(2), is("."));
        assertThat(
                assertThrows(DeploymentException.class, () -> Kluctl.checkArguments("args", List.of("a=@/etc/passwd")))
                        .getMessage(),
                containsString("would read a file"));
    }
}
