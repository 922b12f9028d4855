package io.jenkins.plugins.deploymentsteps.scenarios;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assume.assumeTrue;

import io.jenkins.plugins.deploymentsteps.http.Json;
import io.jenkins.plugins.deploymentsteps.testbed.ArgoCdServer;
import io.jenkins.plugins.deploymentsteps.testbed.GitRepository;
import io.jenkins.plugins.deploymentsteps.testbed.GiteaServer;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** Runs every scenario and its sibling; a subclass says on what. */
@Category(NeedsTestbed.class)
@RunWith(Parameterized.class)
public abstract class ScenarioSuite {
    @ClassRule
    public static final Testbed testbed = Testbed.with(
            Testbed.KUBERNETES,
            Testbed.GITEA,
            Testbed.ARGOCD,
            Testbed.TOFU,
            Testbed.HELM,
            Testbed.KUSTOMIZE,
            Testbed.PUBLISHED);

    private static final Pattern PARAMETER = Pattern.compile("name: '([A-Z_]+)'");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Parameter
    public Scenario scenario;

    private String namespace;

    /** More namespaces, each of which stands for a cluster of its own: it is what a credential leads to by default. */
    private final List<String> namespaces = new ArrayList<>();

    private GitRepository repository;
    private Set<String> definitionsBefore;

    /** Every scenario and its sibling. */
    @Parameters(name = "{0}")
    public static List<Scenario> scenarios() {
        return Scenario.all();
    }

    /** Returns what runs the Jenkinsfiles. */
    protected abstract ScenarioRunner runner() throws Exception;

    @Test
    public void leavesClusterAndRepositoryAsExpected() throws Exception {
        prepare();
        ScenarioCredentials credentials = credentials();
        ScenarioRunner.Outcome outcome =
                runner().run(scenario.jobName(), jenkinsfile(), workspace(), parameters(), credentials);
        String log = outcome.log();
        assertThat(log, outcome.result(), is(scenario.expected("result")));
        assertThat(
                "a sibling must fail", scenario.isSibling() && outcome.result().equals("SUCCESS"), is(false));
        for (Object line : scenario.expectedList("log")) {
            assertThat(log, containsString(filled(line)));
        }
        for (Object line : scenario.expectedList("notInLog")) {
            assertThat(log, not(containsString(filled(line))));
        }
        checkRecords(outcome.directory());
        scenario.expectedList("cluster").forEach(each -> checkCluster(new HashMap<>((Map<?, ?>) each)));
        if (scenario.expected("repository") != null) {
            checkRepository(new HashMap<>((Map<?, ?>) scenario.expected("repository")));
        }
        assertThat(new SecretSearch(credentials.secrets()).in(outcome.directory()), is(empty()));
    }

    @Before
    public void noteDefinitions() {
        definitionsBefore = definitions();
    }

    /** Others define kinds of the same names for themselves, and Argo CD's are there for all. */
    @After
    public void deleteItsDefinitions() {
        Set<String> added = definitions();
        added.removeAll(definitionsBefore);
        if (!added.isEmpty()) {
            List<String> line = new ArrayList<>(List.of("delete"));
            line.addAll(added);
            testbed.kubernetes().kubectl(line.toArray(String[]::new));
        }
    }

    private static Set<String> definitions() {
        return testbed.kubernetes()
                .kubectl("get", "customresourcedefinitions", "-o=name")
                .lines()
                .collect(Collectors.toSet());
    }

    private void prepare() {
        for (Object program : scenario.expectedList("needs")) {
            // ./verify allows for exactly this reason.
            assumeTrue("no " + program + " on the PATH", directoryOf(program.toString()) != null);
        }
        KubernetesCluster cluster = testbed.kubernetes();
        namespace = cluster.newNamespace();
        if (scenario.has("configuration.yaml")
                && scenario.file("configuration.yaml").contains("cluster-3")) {
            for (int i = 0; i < 3; i++) {
                namespaces.add(cluster.newNamespace());
            }
        }
        if (scenario.has("cluster.yaml")) {
            cluster.apply(filled(scenario.file("cluster.yaml")));
            if (scenario.file("cluster.yaml").contains("kind: Deployment")) {
                cluster.kubectl(
                        "wait", "-n", namespace, "--for=condition=Available", "--timeout=30s", "deployments", "--all");
            }
        }
        if (scenario.has("repository")) {
            repository = testbed.gitea().createRepository(scenario.jobName(), scenario.files("repository"));
            testbed.argocd().createApplication(namespace, repository.cloneUrl(), "shop", namespace);
        }
    }

    private Path workspace() throws Exception {
        Path workspace = folder.newFolder("workspace").toPath();
        for (Map.Entry<String, String> file : scenario.files("workspace").entrySet()) {
            Path path = workspace.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, filled(file.getValue()));
        }
        for (Object published : scenario.expectedList("published")) {
            copy(testbed.published(), published.toString(), workspace.resolve("published"));
        }
        return workspace;
    }

    /**
     * Returns the Jenkinsfile. An example of the guide stands there as it is in the guide: its namespace and its API server
     * are the testbed's here, and nobody is there to be asked.
     */
    private String jenkinsfile() {
        return scenario.file("Jenkinsfile")
                .replace("namespace: 'shop'", "namespace: '" + namespace + "'")
                .replace("https://cluster.example:6443", testbed.kubernetes().url())
                .replace("input \"", "echo \"");
    }

    private static void copy(Path from, String name, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from.resolve(name))) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** Returns those parameters that the Jenkinsfile declares. */
    private Map<String, String> parameters() {
        Map<String, String> known = new HashMap<>();
        known.put("NAMESPACE", namespace);
        known.put("KUBERNETES", testbed.kubernetes().url());
        known.put("KUBERNETES_CA", testbed.kubernetes().caCertificate());
        known.put("ARGOCD", testbed.argocd().url());
        known.put("ARGOCD_CA", testbed.argocd().caCertificate());
        known.put("APPLICATION", namespace);
        known.put("TOFU", testbed.program(Testbed.TOFU).toString());
        known.put("HELM", testbed.program(Testbed.HELM).getParent().toString());
        known.put("KUSTOMIZE", testbed.program(Testbed.KUSTOMIZE).getParent().toString());
        known.put("KLUCTL", directoryOf("kluctl"));
        if (repository != null) {
            known.put("REPOSITORY", repository.cloneUrl());
        }
        Map<String, String> declared = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(scenario.file("Jenkinsfile"));
        while (matcher.find()) {
            declared.put(matcher.group(1), known.get(matcher.group(1)));
        }
        return declared;
    }

    /** Returns where a program is that may or may not be on the PATH; null if it is not. */
    private static String directoryOf(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return directory;
            }
        }
        return null;
    }

    private ScenarioCredentials credentials() {
        KubernetesCluster cluster = testbed.kubernetes();
        GiteaServer gitea = testbed.gitea();
        ArgoCdServer argocd = testbed.argocd();
        ScenarioCredentials credentials = new ScenarioCredentials();
        if (scenario.has("cluster.yaml") && scenario.file("cluster.yaml").contains("kind: ServiceAccount")) {
            credentials.text(
                    "cluster-own",
                    cluster.kubectl("create", "token", "jenkins", "-n", namespace)
                            .strip());
        }
        if (scenario.has("configuration.yaml")) {
            credentials.configuration(filled(scenario.file("configuration.yaml")));
        }
        for (int i = 0; i < namespaces.size(); i++) {
            credentials.file("cluster-" + (i + 1), "kubeconfig", cluster.kubeconfig(namespaces.get(i)));
        }
        return credentials
                .file("cluster", "kubeconfig", cluster.kubeconfig())
                .text("cluster-token", cluster.adminToken())
                .text("cluster-expired", cluster.expiredToken())
                .text("cluster-limited", cluster.limitedToken())
                .user("git", gitea.user(), gitea.password())
                .user("git-wrong", gitea.user(), "not-the-password-of-this-user")
                .text("argocd", argocd.token())
                .text("argocd-viewer", argocd.viewerToken())
                .user("argocd-user", argocd.user(), argocd.password())
                // planted in the manifests of the scenarios
                .secret("planted-secret-of-a-manifest");
    }

    /** Each expectation, fields by their paths, is met by a record among the build's artifacts. */
    private void checkRecords(Path build) throws Exception {
        if (scenario.expected("record") == null) {
            return;
        }
        List<Map<String, Object>> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(build.resolve("archive").resolve("deployments"))) {
            for (Path file : files.sorted().toList()) {
                records.add(Json.object(Files.readAllBytes(file)));
            }
        }
        for (Object each : scenario.expectedList("record")) {
            Map<String, String> wanted = new TreeMap<>();
            ((Map<?, ?>) each).forEach((path, value) -> wanted.put(path.toString(), filled(value)));
            List<Map<String, String>> found = records.stream()
                    .map(record -> {
                        Map<String, String> fields = new TreeMap<>();
                        wanted.keySet().forEach(path -> fields.put(path, field(record, path)));
                        return fields;
                    })
                    .toList();
            assertThat(records.toString(), found, hasItem(wanted));
        }
    }

    private static String field(Object record, String path) {
        Object value = record;
        for (String name : path.split("/")) {
            value = value instanceof List<?> list
                    ? list.size() > Integer.parseInt(name) ? list.get(Integer.parseInt(name)) : null
                    : value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return String.valueOf(value);
    }

    /** Compares a field of an object, or its absence, with what kubectl reads. */
    private void checkCluster(Map<?, ?> expectation) {
        String object = (String) expectation.get("object");
        String in = expectation.containsKey("in") ? filled(expectation.get("in")) : namespace;
        if (expectation.containsKey("absent")) {
            assertThat(get(in, object, "--ignore-not-found", "-o=name"), is(""));
            return;
        }
        String path = (String) expectation.get("path");
        String value = get(in, object, "-o=jsonpath=" + path);
        assertThat(object + " " + path, value, is(filled(expectation.get("is"))));
    }

    /** @param objects what {@code kubectl get} is asked for, such as a name or a kind with a selector */
    private String get(String in, String objects, String... options) {
        List<String> line = new ArrayList<>(List.of("get", "-n", in));
        line.addAll(List.of(objects.split(" ")));
        line.addAll(List.of(options));
        return testbed.kubernetes().kubectl(line.toArray(String[]::new));
    }

    private void checkRepository(Map<?, ?> expectation) {
        GitRepository.Clone clone = repository.newClone();
        Map<Object, Object> left = new HashMap<>(expectation);
        Object commits = left.remove("commits");
        if (commits != null) {
            assertThat(clone.git("rev-list", "--count", "main").strip(), is(commits.toString()));
        }
        Object message = left.remove("message");
        if (message != null) {
            assertThat(clone.git("log", "-1", "--format=%s").strip(), is(message));
        }
        Object files = left.remove("files");
        if (files != null) {
            ((Map<?, ?>) files)
                    .forEach((path, content) -> assertThat(clone.git("show", "main:" + path), is(filled(content))));
        }
        Object lines = left.remove("lines");
        if (lines != null) {
            ((List<?>) lines)
                    .forEach(line -> assertThat(clone.git("grep", "-h", "", "main"), containsString(filled(line))));
        }
        assertThat(left, is(anEmptyMap()));
    }

    private String filled(Object text) {
        KubernetesCluster cluster = testbed.kubernetes();
        String filled = text.toString()
                .replace("{namespace}", namespace)
                .replace("{kubernetes}", cluster.url())
                .replace("{ca}", cluster.caCertificate().replace("\n", "\\n"))
                .replace("{certificate}", cluster.caCertificate())
                .replace("{token}", cluster.adminToken());
        for (int i = 0; i < namespaces.size(); i++) {
            filled = filled.replace("{namespace-" + (i + 1) + "}", namespaces.get(i));
        }
        if (filled.contains("{uid}")) {
            filled = filled.replace("{uid}", cluster.uid());
        }
        return repository == null ? filled : filled.replace("{repository}", repository.cloneUrl());
    }
}
