package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.actions;
import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.HookMemory;
import io.jenkins.plugins.deploymentsteps.core.apply.StagedApply;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.Variables;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** What takes more than one look: objects that are made anew, waves that annotations ask for, hooks. */
@Category(NeedsTestbed.class)
public class StagesOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    private static final String JOB = """
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: %1$s
              annotations: {%2$s}
            spec:
              backoffLimit: 0
              template:
                metadata: {annotations: {%3$s}}
                spec:
                  restartPolicy: Never
                  containers: [{name: app, image: "example/app:%4$s"}]
            """;

    private static final String REPLACE = "deployment-steps.jenkins.io/on-immutable: replace";

    private static String web(String metadata, String pods) {
        return """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, annotations: {%s}}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}, annotations: {%s}}
                    spec: {containers: [{name: web, image: "example/web:1"}]}
                """.formatted(metadata, pods);
    }

    private String get(String object, String path) {
        return real.kubectl("get", object, "--ignore-not-found", "-o=jsonpath={" + path + "}");
    }

    private StagedApply begin(String deployment, String text, HookMemory memory, Semaphore changes) throws Exception {
        List<ManifestFile> files = List.of(new ManifestFile("deploy.yaml", text.getBytes(StandardCharsets.UTF_8)));
        SetRequest set = new SetRequest("shop", deployment, false, 0, List.of());
        return new ApplyManifests(real.cluster(), real.log())
                .begin(
                        new ApplyRequest(
                                files,
                                Variables.NONE,
                                real.namespace(),
                                List.of(),
                                ConflictPolicy.FAIL,
                                true,
                                false,
                                set,
                                true,
                                List.of()),
                        memory,
                        changes::release);
    }

    private ApplyResult deploy(String text) throws Exception {
        return deploy(UUID.randomUUID().toString(), text, HookMemory.NOTHING);
    }

    private ApplyResult deploy(String deployment, String text, HookMemory memory) throws Exception {
        Semaphore changes = new Semaphore(0);
        Deadline deadline = Deadline.after(Duration.ofSeconds(60));
        try (StagedApply staged = begin(deployment, text, memory, changes)) {
            Progress<ApplyResult> progress = staged.look(deadline);
            while (progress instanceof Progress.Running<ApplyResult> running) {
                changes.tryAcquire(running.retryAfter().toMillis(), TimeUnit.MILLISECONDS);
                progress = staged.look(deadline);
            }
            return ((Progress.Done<ApplyResult>) progress).result();
        }
    }

    private int lineOf(String text) {
        List<String> lines = real.log().lines();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError("no line with " + text + " in " + String.join("\n", lines));
    }

    @Test
    @Covers("R-03")
    public void aJobWithAnotherTemplateIsMadeAnewIfItSaysSo() throws Exception {
        real.apply(true, JOB.formatted("migrate", "a: b", "a: b", "1"));
        String uid = get("job/migrate", ".metadata.uid");
        String next = JOB.formatted("migrate", REPLACE, "a: b", "2");
        assertThat(actions(real.dryRun(next)), contains(Action.REPLACED));
        assertThat(
                real.log().lines(),
                hasItem("Job " + real.namespace() + "/migrate replaced: spec.template can never be changed (dry run)"));
        assertThat("a dry run deletes nothing", get("job/migrate", ".metadata.uid"), equalTo(uid));
        for (boolean preflight : new boolean[] {true, false}) {
            String tag = preflight ? "2" : "3";
            String before = get("job/migrate", ".metadata.uid");
            ApplyResult result = real.apply(preflight, JOB.formatted("migrate", REPLACE, "a: b", tag));
            assertThat(actions(result), contains(Action.REPLACED));
            assertThat(result.waitTargets().get(0).uid(), equalTo(get("job/migrate", ".metadata.uid")));
            assertThat(get("job/migrate", ".metadata.uid"), not(equalTo(before)));
            assertThat(get("job/migrate", ".spec.template.spec.containers[0].image"), equalTo("example/app:" + tag));
        }
        assertThat(
                "what can be changed is not made anew",
                actions(real.apply(true, JOB.formatted("migrate", REPLACE + ", c: d", "a: b", "3"))),
                contains(Action.CONFIGURED));
    }

    @Test
    @Covers("R-03")
    public void theFieldThatCannotBeChangedIsNamedForEachKind() throws Exception {
        String service = """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web, annotations: {%1$s}}
                spec: {%2$s, ports: [{port: 80}]}
                """;
        String stateful = """
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db, annotations: {%1$s}}
                spec:
                  serviceName: db
                  replicas: 1
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: db, image: "example/db:1"}]}
                  volumeClaimTemplates:
                  - metadata: {name: data}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: %2$s}}}
                """;
        String claim = """
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: files, annotations: {%1$s}}
                spec: {accessModes: [%2$s], resources: {requests: {storage: 1Gi}}}
                """;
        String selector = web("%1$s", "a: b").replace("{app: web}", "{app: %2$s}");
        String before = service.formatted("a: b", "type: ClusterIP")
                + stateful.formatted("a: b", "1Gi")
                + claim.formatted("a: b", "ReadWriteOnce")
                + selector.formatted("a: b", "web");
        real.apply(true, before);
        String after = service.formatted("%1$s", "clusterIP: None")
                + stateful.formatted("%1$s", "2Gi")
                + claim.formatted("%1$s", "ReadOnlyMany")
                + selector.formatted("%1$s", "shop");
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> real.apply(true, after.formatted("a: b")));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("Service " + real.namespace() + "/web (deploy.yaml, document 1, line 2):"
                                + " spec.clusterIPs[0] can never be changed: "),
                        containsString("StatefulSet " + real.namespace() + "/db (deploy.yaml, document 2, line 7):"
                                + " spec.volumeClaimTemplates can never be changed: "),
                        containsString("PersistentVolumeClaim " + real.namespace()
                                + "/files (deploy.yaml, document 3, line 21): spec.accessModes can never be changed: "),
                        containsString("Deployment " + real.namespace() + "/web (deploy.yaml, document 4, line 26):"
                                + " spec.selector can never be changed: "),
                        containsString(REPLACE + ", which may delete its data."),
                        containsString("nothing was changed")));
        String pod = get("pod/db-0", ".metadata.uid");
        assertThat(pod, not(equalTo("")));
        ApplyResult result = real.apply(true, after.formatted(REPLACE));
        assertThat(result.count(Action.REPLACED), is(4L));
        assertThat(get("service/web", ".spec.clusterIP"), equalTo("None"));
        assertThat(
                get("statefulset/db", ".spec.volumeClaimTemplates[0].spec.resources.requests.storage"), equalTo("2Gi"));
        assertThat("its pods go on running", get("pod/db-0", ".metadata.uid"), equalTo(pod));
        assertThat(get("persistentvolumeclaim/files", ".spec.accessModes[0]"), equalTo("ReadOnlyMany"));
        assertThat(get("deployment/web", ".spec.selector.matchLabels.app"), equalTo("shop"));
    }

    @Test
    public void aWaveBeginsWhenTheOneBeforeItIsReady() throws Exception {
        String wave = "argocd.argoproj.io/sync-wave: '%s'";
        String text = configMap("late", "a: b")
                        .replace("metadata:\n", "metadata:\n  annotations: {deployment-steps.jenkins.io/wave: '5'}\n")
                + web(wave.formatted("-1"), "testbed/ready-after: 1s")
                + "---\n" + configMap("usual", "a: b");
        deploy(text);
        assertThat(lineOf("Rollout complete"), greaterThan(lineOf("/web created")));
        assertThat(lineOf("/usual created"), greaterThan(lineOf("Rollout complete")));
        assertThat(lineOf("/late created"), greaterThan(lineOf("/usual created")));
        assertThat(get("deployment/web", ".status.readyReplicas"), equalTo("1"));
    }

    @Test
    @Covers("R-17")
    public void aWaveThatFailsStopsThoseBehindIt() throws Exception {
        String text = JOB.formatted("first", "argocd.argoproj.io/sync-wave: '-1'", "testbed/exit-code: '3'", "1")
                + "---\n" + configMap("second", "a: b");
        DeploymentException e = assertThrows(DeploymentException.class, () -> deploy(text));
        assertThat(e.getMessage(), containsString("Job " + real.namespace() + "/first"));
        assertThat(actions((ApplyResult) e.partialResult()), contains(Action.CREATED, Action.SKIPPED));
        assertThat(get("configmap/second", ".metadata.name"), equalTo(""));
    }

    @Test
    public void hooksRunBeforeAndAfterAndTheirLogIsTold() throws Exception {
        String secret = """
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: login}
                stringData: {password: hunter2-planted}
                """;
        String text = JOB.formatted(
                        "migrate",
                        "deployment-steps.jenkins.io/hook: pre",
                        "testbed/log: \"one\\ntwo with hunter2-planted\\nthree\", testbed/complete-after: 2s",
                        "1")
                + JOB.formatted("smoke", "argocd.argoproj.io/hook: PostSync", "testbed/log: all is well", "1")
                + JOB.formatted("check", "helm.sh/hook: test", "a: b", "1")
                + web("a: b", "testbed/ready-after: 1s")
                + secret;
        ApplyResult result = deploy(text);
        assertThat("hooks are no members", actions(result), contains(Action.CREATED, Action.CREATED));
        assertThat(lineOf("app: one"), lessThan(lineOf("app: two with ****")));
        assertThat(lineOf("app: three"), lessThan(lineOf("/login created")));
        assertThat(lineOf("app: all is well"), greaterThan(lineOf("/web created")));
        assertThat(real.log().toString(), not(containsString("hunter2")));
        assertThat(
                real.log().lines().stream()
                        .filter(line -> line.endsWith("app: two with ****"))
                        .count(),
                is(1L));
        assertThat(get("job/check", ".metadata.name"), equalTo(""));
        String uid = get("job/migrate", ".metadata.uid");
        deploy(text.replace("example/app:1", "example/app:2"));
        assertThat("a hook of an earlier deployment is made anew", get("job/migrate", ".metadata.uid"), not(is(uid)));
    }

    @Test
    public void aHookThatFailsEndsTheDeploymentAndTheHooksForThatRun() throws Exception {
        String text = JOB.formatted(
                        "migrate",
                        "deployment-steps.jenkins.io/hook: pre",
                        "testbed/exit-code: '7', testbed/log: no database",
                        "1")
                + JOB.formatted(
                        "mourn",
                        "deployment-steps.jenkins.io/hook: fail, deployment-steps.jenkins.io/hook-delete: succeeded",
                        "testbed/log: so sad",
                        "1")
                + "---\n" + configMap("settings", "a: b");
        DeploymentException e = assertThrows(DeploymentException.class, () -> deploy(text));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("The pre hook Job " + real.namespace()
                                + "/migrate (deploy.yaml, document 1, line 2) failed; nothing behind it was applied"),
                        containsString("exit code 7")));
        assertThat(lineOf("app: so sad"), greaterThan(lineOf("app: no database")));
        assertThat(get("configmap/settings", ".metadata.name"), equalTo(""));
        assertThat("deleted once it has succeeded", get("job/mourn", ".metadata.deletionTimestamp"), equalTo(""));
    }

    @Test
    @Covers("R-39")
    public void afterARestartAHookIsNeitherRunTwiceNorToldTwice() throws Exception {
        String deployment = UUID.randomUUID().toString();
        String text = JOB.formatted(
                        "migrate",
                        "deployment-steps.jenkins.io/hook: pre",
                        "testbed/log: \"one\\ntwo\", testbed/complete-after: 3s",
                        "1")
                + "---\n" + configMap("settings", "a: b");
        Semaphore changes = new Semaphore(0);
        HookMemory memory;
        try (StagedApply staged = begin(deployment, text, HookMemory.NOTHING, changes)) {
            assertThat(staged.look(Deadline.after(Duration.ofSeconds(60))), instanceOf(Progress.Running.class));
            memory = staged.memory();
        }
        String uid = get("job/migrate", ".metadata.uid");
        assertThat(uid, not(is("")));
        deploy(deployment, text, memory);
        assertThat(get("job/migrate", ".metadata.uid"), is(uid));
        assertThat(
                real.log().lines().stream()
                        .filter(line -> line.endsWith("app: two"))
                        .count(),
                is(1L));
        try (StagedApply done = begin(deployment, text, HookMemory.NOTHING, changes)) {
            assertThat(
                    "even if nothing is remembered",
                    done.look(Deadline.after(Duration.ofSeconds(60))),
                    instanceOf(Progress.Done.class));
        }
        assertThat(get("job/migrate", ".metadata.uid"), is(uid));
    }

    @Test
    public void aHookAfterARolloutThatNobodyWaitsForIsRefused() {
        DeploymentException e = assertThrows(
                DeploymentException.class,
                () -> real.apply(
                        true, JOB.formatted("smoke", "helm.sh/hook: 'post-install,post-upgrade'", "a: b", "1")));
        assertThat(
                e.getMessage(),
                allOf(containsString("deploy.yaml, document 1, line 2: Job"), containsString("needs wait: true")));
    }
}
