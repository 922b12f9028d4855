package io.jenkins.plugins.deploymentsteps.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.credentials.CredentialsFile;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.BuildSettings;
import io.jenkins.plugins.deploymentsteps.runner.language.Jenkinsfile;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The Jenkinsfiles of README.md and docs/ are what they seem: they compile, and every call binds to its step. */
public class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("repository.root", "."));
    private static final Pattern GROOVY = Pattern.compile("```groovy\n(.*?)```", Pattern.DOTALL);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    private static List<String> examples(Path page) throws IOException {
        List<String> examples = new ArrayList<>();
        Matcher matcher = GROOVY.matcher(Files.readString(page));
        while (matcher.find()) {
            examples.add(matcher.group(1));
        }
        return examples;
    }

    @Test
    public void readmeShowsTheExamplesAsTheyAre() throws Exception {
        assertEquals(
                List.of(
                        Files.readString(ROOT.resolve("examples/push/Jenkinsfile")),
                        Files.readString(ROOT.resolve("examples/pull/Jenkinsfile"))),
                examples(ROOT.resolve("README.md")));
    }

    /** The scenario push-least-rights proves that they are enough. */
    @Test
    public void readmeShowsTheRightsThatAScenarioHas() throws Exception {
        String cluster = Files.readString(ROOT.resolve("src/test/resources/scenarios/push-least-rights/cluster.yaml"));
        int start = cluster.indexOf("rules:\n");
        assertThat(
                Files.readString(ROOT.resolve("README.md")),
                containsString(cluster.substring(start, cluster.indexOf("---", start))));
    }

    /** The scenarios run them; around an example may stand what a test needs besides. */
    @Test
    public void everyExampleOfAPushIsAScenario() throws Exception {
        int found = 0;
        for (String page : List.of("kube-apply", "kube-diff", "kube-rollback", "kube-wait")) {
            Matcher example = Pattern.compile("(?:<!-- (.*?) -->\n)?```groovy\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(ROOT.resolve("docs/" + page + ".md")));
            while (example.find()) {
                String mark = String.valueOf(example.group(1));
                if (!mark.startsWith("not run: ")) {
                    assertThat(page + ":\n" + example.group(2), mark, startsWith("scenario: "));
                    String scenario = mark.substring("scenario: ".length()) + "/Jenkinsfile";
                    assertThat(
                            scenario,
                            lines(Files.readString(ROOT.resolve("src/test/resources/scenarios/" + scenario))),
                            containsString(withoutNode(lines(example.group(2)))));
                    found++;
                }
            }
        }
        assertThat("examples that are scenarios", found, greaterThan(20));
    }

    private static String lines(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    /** Returns what stands within {@code node { … }}, as other things may stand there, too. */
    private static String withoutNode(String example) {
        Matcher node = Pattern.compile("node \\{\n(.*)\n}", Pattern.DOTALL).matcher(example);
        return node.matches() ? node.group(1) : example;
    }

    @Test
    public void everyExampleCompilesAndBinds() throws Exception {
        int checked = 0;
        for (Path page : pages()) {
            for (String example : examples(page)) {
                String log = check(example);
                assertThat(page + ":\n" + example + "\n" + log, log.contains("Finished: SUCCESS"), is(true));
                checked++;
            }
        }
        assertThat("examples found", checked > 10, is(true));
    }

    /** As configuration as code reads it in Jenkins, which a test of the canonical build does. */
    @Test
    public void theTargetsOfTheGuideAreRead() throws Exception {
        Matcher yaml = Pattern.compile("```yaml\n(unclassified:.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("docs/targets.md")));
        assertThat("found", yaml.find(), is(true));
        Controller controller = Controller.start(folder.getRoot());
        Path file = Files.writeString(folder.newFile("jenkins.yaml").toPath(), yaml.group(1));
        CredentialsFile.load(file, Map.of(), controller);
        DeploymentTargets targets = DeploymentTargets.get();
        assertThat(targets.isOnlyNamedTargets() && targets.isForbidSkipTlsVerify(), is(true));
        assertThat(targets.isAllowInCluster(), is(false));
        ClusterTarget prod = targets.getClusters().get(0);
        assertThat(prod.getName() + prod.isProtected() + prod.getNamespaces(), is("prodtrueshop, shop-*"));
        assertThat(targets.getClusters().get(1).getContext(), is("test"));

        Files.writeString(file, yaml.group(1).replace("clusterUid", "clusterUuid"));
        IOException unknown = assertThrows(IOException.class, () -> CredentialsFile.load(file, Map.of(), controller));
        assertThat(unknown.getMessage(), containsString("clusterUuid"));
    }

    @Test
    public void exampleThatDoesNotBindIsFound() throws Exception {
        assertThat(check("kubeApply manifest: 'deploy/'"), containsString("kubeApply: unknown argument 'manifest'"));
        assertThat(check("kubeAply manifests: 'deploy/'"), containsString("No such DSL method 'kubeAply'"));
        assertThat(
                check("gitopsCommit url: 'x', changes: [gitopsImage(name: 'x')]"),
                containsString("gitopsImage: unknown argument 'name'"));
    }

    @Test
    public void everyArgumentIsInTheReadme() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Controller.start(folder.getRoot());
        try (Build build = build()) {
            StepLibrary steps = new StepLibrary(build);
            for (String step :
                    List.of("kubeApply", "kubeDiff", "kubeRollback", "kubeWait", "gitopsCommit", "argoSync")) {
                String section = readme.substring(readme.indexOf("### [`" + step + "`]"));
                section = section.substring(0, section.indexOf("\nReturns "));
                TreeSet<String> documented = new TreeSet<>();
                Matcher row = Pattern.compile("(?m)^\\| (.*?) \\|").matcher(section);
                while (row.find()) {
                    Matcher name = Pattern.compile("`(\\w+)`").matcher(row.group(1));
                    while (name.find()) {
                        documented.add(name.group(1));
                    }
                }
                assertEquals(
                        step, new TreeSet<>(steps.signature(step).parameters().keySet()), documented);
            }
            assertThat(
                    documentedChanges(),
                    hasItems("gitopsImage", "gitopsKustomizeImage", "gitopsHelmImage", "gitopsValue"));
        }
    }

    private static List<String> documentedChanges() throws IOException {
        Matcher matcher = Pattern.compile("(?m)^\\| `(gitops\\w+)\\(")
                .matcher(Files.readString(ROOT.resolve("docs/gitops-commit.md")));
        return matcher.results().map(result -> result.group(1)).toList();
    }

    private Build build() throws IOException {
        return new Build(
                new BuildSettings(
                        "job",
                        1,
                        folder.newFolder().toPath(),
                        folder.newFolder().toPath(),
                        Map.of(),
                        "",
                        false,
                        false),
                OutputStream.nullOutputStream());
    }

    /** Runs an example with every step of the plugin bound and none run. */
    private String check(String example) throws Exception {
        Controller.start(folder.getRoot());
        try (Build build = build()) {
            Files.writeString(build.settings().workspace().resolve("cluster-ca.pem"), "-----BEGIN CERTIFICATE-----");
            StepLibrary steps = StepLibrary.binding(
                    build, List.of("images", "objects", "clusters", "applications", "files", "counts", "changes"));
            Result result = build.run(() -> new Jenkinsfile(example).run(build, steps));
            return result + "\n"
                    + Files.readString(build.settings().buildDirectory().resolve("log"));
        }
    }
}
