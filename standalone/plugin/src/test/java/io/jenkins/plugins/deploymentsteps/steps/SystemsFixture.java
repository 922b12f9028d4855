package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;

import hudson.FilePath;
import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks;
import io.jenkins.plugins.deploymentsteps.credentials.TestCredentials;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** A build with a workspace, credentials, systems in memory, and executions of real operations on them. */
final class SystemsFixture extends ExternalResource {
    static final String TOKEN = "hunter2-hunter2";
    private static final String WEB = """
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1,
             selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}},
             spec: {containers: [{name: web, image: "shop/web:1.1"}]}}}}
            """;
    private static final FakeSystems[] SYSTEMS = new FakeSystems[1];
    private static final DeploymentLocks[] LOCKS = new DeploymentLocks[1];
    private static volatile Instant now;

    private final TemporaryFolder folder = new TemporaryFolder();

    FakeSystems systems;
    FakeBuild build;
    FakeContext context;

    /** The execution with systems in memory, before and after a restart. */
    static final class Execution extends DeploymentExecution {
        private static final long serialVersionUID = 1L;

        Execution(StepContext context, Operation operation) {
            super(context, operation);
        }

        @Override
        Connections connections() {
            return SYSTEMS[0];
        }

        @Override
        DeploymentLocks locks() {
            return LOCKS[0];
        }

        @Override
        Instant now() {
            return now == null ? super.now() : now;
        }
    }

    @Override
    protected void before() throws IOException, InterruptedException {
        folder.create();
        Controller controller = Controller.start(folder.getRoot());
        controller.addCredentials(TestCredentials.token("cluster", TOKEN));
        controller.addCredentials(TestCredentials.token("gitops", TOKEN));
        controller.addCredentials(TestCredentials.token("argocd", TOKEN));
        systems = new FakeSystems();
        systems.files.put("web.yaml", WEB);
        SYSTEMS[0] = systems;
        LOCKS[0] = new DeploymentLocks();
        now = null;
        build = new FakeBuild(folder.getRoot(), "shop");
        build.workspace().mkdirs();
        build.workspace().child("web.yaml").write(WEB, "UTF-8");
        newContext(build.workspace());
    }

    @Override
    protected void after() {
        folder.delete();
    }

    File root() {
        return folder.getRoot();
    }

    /** Says what time it is for the executions of this test, until told otherwise. */
    static void now(Instant time) {
        now = time;
    }

    /** Forgets who is at what, as a restart of the controller does. */
    static void forgetLocks() {
        LOCKS[0] = new DeploymentLocks();
    }

    /** Has the next execution be a step of another build of the same job. */
    FakeBuild newBuild() throws IOException {
        FakeBuild next = new FakeBuild(folder.getRoot(), "shop");
        next.number = build.getNumber() + 1;
        build = next.began(build.getTimeInMillis() + 1);
        newContext(build.workspace());
        return build;
    }

    /** Has the next execution be another step of the same build. */
    void newContext(FilePath workspace) {
        context = new FakeContext(build, workspace);
    }

    Execution execution(Operation operation) {
        return new Execution(context, operation);
    }

    Execution started(Operation operation) {
        Execution execution = execution(operation);
        execution.start();
        return execution;
    }

    static KubeApplyStep apply() {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("*.yaml");
        step.setCredentialsId("cluster");
        step.setServer("https://kubernetes.example");
        step.setNamespace("shop");
        return step;
    }

    static GitopsCommitStep commit() {
        GitopsCommitStep step = new GitopsCommitStep("https://git.example/deploy.git");
        step.setCredentialsId("gitops");
        step.setChanges(List.of(new GitopsImage("shop/web:1.2")));
        return step;
    }

    static ArgoSyncStep sync() {
        ArgoSyncStep step = new ArgoSyncStep();
        step.setApplication("shop");
        step.setServer("https://argocd.example");
        step.setCredentialsId("argocd");
        return step;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> value() throws Exception {
        Map<String, Object> value = (Map<String, Object>) context.result();
        assertPlain(value);
        return value;
    }

    /** Plain types of the JDK, so that a sandboxed Pipeline may use them and a restart keeps them. */
    private static void assertPlain(Object value) {
        if (value instanceof Map<?, ?> map) {
            assertThat(value, instanceOf(LinkedHashMap.class));
            map.forEach((key, each) -> {
                assertThat(key, instanceOf(String.class));
                assertPlain(each);
            });
        } else if (value instanceof List<?> list) {
            assertThat(value, instanceOf(ArrayList.class));
            list.forEach(SystemsFixture::assertPlain);
        } else {
            assertThat(value, anyOf(instanceOf(String.class), instanceOf(Boolean.class), instanceOf(Integer.class)));
        }
    }

    DeploymentReport report() {
        assertThat(build.reports(), hasSize(1));
        return build.reports().get(0);
    }
}
