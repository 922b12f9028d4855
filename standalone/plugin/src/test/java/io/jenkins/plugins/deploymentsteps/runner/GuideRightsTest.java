package io.jenkins.plugins.deploymentsteps.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioCredentials;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioRunner.Outcome;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The rights that {@code docs/kube-apply.md} names are enough for what it tells of, and none is too many: an account that
 * has exactly those of the guide's text deploys, and misses something as soon as one rule is taken away.
 */
@Category(NeedsTestbed.class)
public class GuideRightsTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private static final Path ROOT = Path.of(System.getProperty("repository.root", "."));
    private static final Pattern ROLES =
            Pattern.compile("```yaml\n(apiVersion: rbac[^`]*?name: jenkins-deployer\n[^`]*)```");

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME}
            spec:
              replicas: REPLICAS
              selector: {matchLabels: {app: NAME}}
              template:
                metadata: {labels: {app: NAME}}
                spec:
                  containers:
                  - {name: app, image: "registry.example/shop/web:TAG"}
            """;

    /** The autoscaler is no part of the set, and has 2 replicas at least. */
    private static final String SCALER = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web, namespace: NAMESPACE}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 2
              maxReplicas: 9
            """;

    private static final String HOOK = """
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              annotations: {deployment-steps.jenkins.io/hook: pre}
            spec:
              template:
                metadata:
                  annotations: {testbed/exit-code: "0", testbed/log: migrating}
                spec:
                  restartPolicy: Never
                  containers: [{name: app, image: "registry.example/shop/migrate:1.0"}]
            """;

    private static final String OLD = """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: old}
            """;

    private static final String CLUSTER_WIDE = """
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: NAMESPACE}
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gears.rights.example.org}
            spec:
              group: rights.example.org
              scope: Namespaced
              names: {kind: Gear, plural: gears, singular: gear}
              versions:
              - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
            """;

    /** What the log has of a deployment that lacks no right: of each right, what it is for. */
    private static final List<String> SIGNS = List.of(
            "app: migrating",
            "spec.replicas stays 2, as HorizontalPodAutoscaler",
            "old pruned",
            "ImagePullBackOff",
            "event of Pod");

    /** How a warning of a missing right begins. The deployment that fails warns, too. */
    private static final String WARNING = "WARNING: The credential may not";

    /** What is no warning, because nothing depends on it. */
    private static final String UNTOLD = "the credential may not create events";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final KubernetesCluster cluster = testbed.kubernetes();
    private final List<String> roles = new ArrayList<>();
    private String namespace;

    @Before
    public void makeNamespace() {
        namespace = cluster.newNamespace();
    }

    @After
    public void deleteRoles() {
        for (String role : roles) {
            cluster.kubectl("delete", "clusterrole,clusterrolebinding", role, "--ignore-not-found");
        }
    }

    /** Returns the guide's roles; the first is for namespaces, the second for the whole cluster. */
    private static List<Map<String, Object>> guide() throws Exception {
        Matcher yaml = ROLES.matcher(Files.readString(ROOT.resolve("docs/kube-apply.md")));
        assertThat("the guide has its roles", yaml.find(), is(true));
        List<Map<String, Object>> guide = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(yaml.group(1))
                .forEach(document -> guide.add(stringKeys((Map<?, ?>) document)));
        return guide;
    }

    private static Map<String, Object> stringKeys(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }

    private static List<Object> rules(Map<String, Object> role) {
        return new ArrayList<>((List<?>) role.get("rules"));
    }

    /** Makes a role under a name of this namespace's own, and binds it to the account {@code jenkins}. */
    private void grant(Map<String, Object> role, List<Object> rules, String kind, String binding) throws Exception {
        String name = stringKeys((Map<?, ?>) role.get("metadata")).get("name") + "-" + namespace;
        if (kind.equals("clusterrole")) {
            roles.add(name);
        }
        Map<String, Object> granted = new LinkedHashMap<>(role);
        granted.put("kind", kind.equals("role") ? "Role" : "ClusterRole");
        granted.put("metadata", Map.of("name", name, "namespace", namespace));
        granted.put("rules", rules);
        cluster.apply(new ObjectMapper().writeValueAsString(granted));
        cluster.kubectl(
                "create",
                binding,
                name,
                "--" + kind + "=" + name,
                "--serviceaccount=" + namespace + ":jenkins",
                "--namespace=" + namespace);
    }

    /** Deploys with an account that has the guide's rights except for one rule of one role; -1 for none. */
    private Outcome deployWithout(int left, int rule) throws Exception {
        cluster.kubectl("create", "serviceaccount", "jenkins", "-n", namespace);
        List<Map<String, Object>> guide = guide();
        for (int i = 0; i < guide.size(); i++) {
            List<Object> rules = rules(guide.get(i));
            if (i == left) {
                rules.remove(rule);
            }
            grant(guide.get(i), rules, "clusterrole", i == 0 ? "rolebinding" : "clusterrolebinding");
        }
        return deploy("cluster: 'shop'", CLUSTER_WIDE);
    }

    /** Uses everything that needs a right of its own: a hook that runs again, an autoscaler, prune, a failure. */
    private Outcome deploy(String where, String clusterWide) throws Exception {
        cluster.apply(SCALER.replace("NAMESPACE", namespace));
        Path workspace = folder.newFolder().toPath();
        String web = DEPLOYMENT.replace("NAME", "web").replace("TAG", "1.0");
        String common = clusterWide.replace("NAMESPACE", namespace) + HOOK;
        Files.writeString(workspace.resolve("before.yaml"), web.replace("REPLICAS", "2") + common + OLD);
        Files.writeString(workspace.resolve("after.yaml"), web.replace("REPLICAS", "1") + common);
        Files.writeString(
                workspace.resolve("failing.yaml"),
                DEPLOYMENT.replace("NAME", "failing").replace("REPLICAS", "1").replace("TAG", "1.1-image-pull-error"));
        Files.writeString(workspace.resolve("ca.pem"), cluster.caCertificate());
        String jenkinsfile = """
                node {
                    kubeApply manifests: 'before.yaml', namespace: 'NAMESPACE', WHERE, timeout: '60s'
                    kubeApply manifests: 'after.yaml', namespace: 'NAMESPACE', WHERE, timeout: '60s', prune: true
                    catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') {
                        kubeApply manifests: 'failing.yaml', namespace: 'NAMESPACE', WHERE, timeout: '15s', set: 'failing'
                    }
                }
                """;
        ScenarioCredentials credentials = new ScenarioCredentials()
                .text(
                        "cluster-own",
                        cluster.kubectl("create", "token", "jenkins", "-n", namespace)
                                .strip());
        credentials.configuration("unclassified:\n  deploymentTargets:\n    clusters:\n      - "
                + new ObjectMapper()
                        .writeValueAsString(Map.of(
                                "name", "shop",
                                "server", cluster.url(),
                                "caCertificate", cluster.caCertificate(),
                                "credentialsId", "cluster-own",
                                "clusterUid", cluster.uid()))
                + "\n");
        return new LocalRunner(folder.newFolder().toPath())
                .run(
                        "rights-" + namespace,
                        jenkinsfile.replace("NAMESPACE", namespace).replace("WHERE", where),
                        workspace,
                        Map.of(),
                        credentials);
    }

    private static void assertNothingIsMissed(Outcome outcome) {
        assertThat(outcome.log(), outcome.result(), is("SUCCESS"));
        SIGNS.forEach(sign -> assertThat(outcome.log(), containsString(sign)));
        assertThat(outcome.log(), not(containsString(WARNING)));
        assertThat(outcome.log(), not(containsString(UNTOLD)));
    }

    private static boolean isSomethingMissed(Outcome outcome) {
        return !outcome.result().equals("SUCCESS")
                || outcome.log().contains(WARNING)
                || outcome.log().contains(UNTOLD)
                || !SIGNS.stream().allMatch(outcome.log()::contains);
    }

    @Test
    @Covers("R-11")
    public void theRolesOfTheGuideAreEnough() throws Exception {
        assertNothingIsMissed(deployWithout(-1, -1));
    }

    @Test
    @Covers("R-11")
    public void theFirstAloneIsEnoughAsARoleOfOneNamespace() throws Exception {
        cluster.kubectl("create", "serviceaccount", "jenkins", "-n", namespace);
        Map<String, Object> deployer = guide().get(0);
        grant(deployer, rules(deployer), "role", "rolebinding");
        assertNothingIsMissed(deploy(
                "server: '" + cluster.url() + "', caCertificate: readFile('ca.pem'), credentialsId: 'cluster-own'",
                ""));
    }

    @Test
    @Covers("R-11")
    public void everyRuleOfTheGuideIsNeeded() throws Exception {
        List<Object> notMissed = new ArrayList<>();
        List<Map<String, Object>> guide = guide();
        for (int role = 0; role < guide.size(); role++) {
            for (int rule = 0; rule < rules(guide.get(role)).size(); rule++) {
                makeNamespace();
                if (!isSomethingMissed(deployWithout(role, rule))) {
                    notMissed.add(rules(guide.get(role)).get(rule));
                }
            }
        }
        assertThat(notMissed, is(empty()));
    }
}
