package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.EnvVars;
import hudson.model.Cause;
import hudson.model.CauseAction;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.http.Json;
import io.jenkins.plugins.deploymentsteps.report.BuildOrigin;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.Rule;
import org.junit.Test;

/** What steps leave for others: the record among the artifacts, the inventory's annotations, the cluster's events. */
public class RecordOperationsTest {
    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private Map<String, Object> record(DeploymentReport report) throws IOException {
        String path = report.getCircumstances().getRecord();
        assertThat(path, is("deployments/" + report.getId() + ".json"));
        Path file = new File(fixture.build.getRootDir(), "archive").toPath().resolve(path);
        return Json.object(Files.readAllBytes(file));
    }

    private DeploymentReport last() {
        List<DeploymentReport> reports = fixture.build.reports();
        return reports.get(reports.size() - 1);
    }

    private void run(DeploymentStep step) throws Exception {
        fixture.newContext(fixture.build.workspace());
        fixture.started(step.operation(UnaryOperator.identity()));
    }

    private List<String> events() {
        return fixture.systems.objects.entrySet().stream()
                .filter(each -> each.getKey().startsWith("Event/"))
                .map(each -> Fields.text(each.getValue(), "reason") + ": " + Fields.text(each.getValue(), "message"))
                .toList();
    }

    /** The names are documented: none may go. */
    @Test
    public void aRecordSaysWhatWasDeployedByWhom() throws Exception {
        fixture.systems.rolledOut = true;
        fixture.build.addAction(new CauseAction(new Cause.UserIdCause("alice")));
        run(SystemsFixture.apply());
        Map<String, Object> value = fixture.value();
        Map<String, Object> record = record(fixture.report());
        assertThat(
                record.keySet(),
                containsInAnyOrder(
                        "version",
                        "id",
                        "step",
                        "outcome",
                        "message",
                        "dryRun",
                        "build",
                        "server",
                        "target",
                        "clusterUid",
                        "namespace",
                        "set",
                        "started",
                        "ended",
                        "seconds",
                        "objects",
                        "pruned",
                        "leftOut",
                        "images",
                        "digests",
                        "plan",
                        "planDigest",
                        "drift",
                        "wentBackTo",
                        "freezeOverride",
                        "branch",
                        "commit",
                        "files",
                        "applications"));
        assertThat(record.get("version"), is(1));
        assertThat(record.get("id"), is(value.get("deployment")));
        assertThat(record.get("outcome"), is("deployed"));
        assertThat(record.get("server"), is("https://kubernetes.example"));
        assertThat(Fields.map(record, "build"), hasEntry("job", "shop"));
        assertThat(Fields.map(record, "build"), hasEntry("startedBy", "alice"));
        assertThat(Fields.maps(record, "objects").get(0), hasEntry("action", "created"));
        assertThat(Fields.text(record, "started").compareTo(Fields.text(record, "ended")) <= 0, is(true));
        assertThat(fixture.report().getCircumstances().getStartedBy(), is("alice"));
        assertThat(events().size(), is(1));
        assertThat(events().get(0), is("Deployed: Set 'shop': 1 object: 1 created. Build: shop #1, started by: alice"));
    }

    @Test
    public void whatWasAsItIsToBeIsToldApart() throws Exception {
        fixture.systems.rolledOut = true;
        run(SystemsFixture.apply());
        assertThat(fixture.value().get("outcome"), is("deployed"));
        run(SystemsFixture.apply());
        assertThat(fixture.value().get("outcome"), is("no-change"));
        assertThat(last().getOutcome(), is(Outcome.NO_CHANGE));
        assertThat(record(last()).get("outcome"), is("no-change"));
        assertThat(events().size(), is(2));
        KubeApplyStep dry = SystemsFixture.apply();
        dry.setDryRun(true);
        run(dry);
        assertThat(fixture.value().get("outcome"), is("dry-run"));
        assertThat("a dry run leaves nothing in the cluster", events().size(), is(2));
        KubeApplyStep started = SystemsFixture.apply();
        started.setWait(false);
        run(started);
        assertThat(fixture.value().get("outcome"), is("started"));
        KubeWaitStep wait = new KubeWaitStep();
        wait.setDeployment((String) fixture.value().get("deployment"));
        run(wait);
        assertThat(fixture.value().get("outcome"), is("no-change"));
    }

    /** A restart in between: what is found unchanged may be what this very deployment has changed. */
    @Test
    public void afterARestartNobodyClaimsThatNothingChanged() throws Exception {
        fixture.systems.rolledOut = true;
        run(SystemsFixture.apply());
        assertThat(fixture.value().get("outcome"), is("deployed"));
        fixture.newContext(fixture.build.workspace());
        Executions.restarted(fixture.execution(SystemsFixture.apply().operation(UnaryOperator.identity())))
                .onResume();
        assertThat(fixture.value().get("outcome"), is("deployed"));
    }

    @Test
    public void aFailureIsRecordedAndWhatChangedNothingWritesNothing() throws Exception {
        KubeApplyStep slow = SystemsFixture.apply();
        slow.setTimeout("1s");
        run(slow);
        assertThat(fixture.context.failure().getMessage(), containsString("The time is up"));
        assertThat(record(last()).get("outcome"), is("timed-out"));
        assertThat(events().size(), is(1));
        assertThat(events().get(0), containsString("DeployTimedOut: Set 'shop': The time is up"));
        KubeApplyStep absent = SystemsFixture.apply();
        absent.setManifests("absent.yaml");
        run(absent);
        fixture.context.failure();
        assertThat(record(last()).get("outcome"), is("failed"));
        assertThat(events().size(), is(1));
    }

    @Test
    public void withoutTheRightToCreateEventsADeploymentSucceedsAndSaysSo() throws Exception {
        fixture.systems.rolledOut = true;
        fixture.systems.inventoryForbidden = true;
        run(SystemsFixture.apply());
        assertThat(fixture.value().get("outcome"), is("deployed"));
        assertThat(
                fixture.build.log(),
                containsString(
                        "[kubeApply] The cluster keeps no event of the deployment, which is as it is all the same:"
                                + " the credential may not create events in the namespace shop."));
        assertThat(fixture.build.log(), not(containsString("WARNING")));
    }

    @Test
    public void aRecordThatCannotBeKeptChangesNothingElse() throws Exception {
        fixture.systems.rolledOut = true;
        Path archive = new File(fixture.build.getRootDir(), "archive").toPath();
        Files.createDirectories(archive.getParent());
        Files.writeString(archive, "in the way");
        run(SystemsFixture.apply());
        assertThat(fixture.value().get("outcome"), is("deployed"));
        assertThat(fixture.value().get("record"), is(""));
        assertThat(
                fixture.build.log(),
                containsString("[kubeApply] WARNING: The record of the deployment could not be archived: "));
    }

    @Test
    public void whoAndWhichCommitAreToldAsFarAsTheyAreKnown() throws Exception {
        EnvVars environment = new EnvVars("GIT_COMMIT", "0123abc");
        assertThat(BuildOrigin.of(fixture.build, environment).commit(), is("0123abc"));
        assertThat(BuildOrigin.of(fixture.build, environment).startedBy(), is(""));
        assertThat(
                BuildOrigin.of(fixture.build, new EnvVars("GIT_COMMIT", "not one"))
                        .commit(),
                is(""));
        fixture.build.addAction(new CauseAction(
                new Cause.UserIdCause("bob"),
                cause("Started by timer"),
                cause("Started by upstream project \"a\" build number 3\noriginally caused by:"),
                new Cause.UserIdCause(null)));
        assertThat(
                BuildOrigin.of(fixture.build, environment).startedBy(),
                is("bob; timer; upstream project \"a\" build number 3; user anonymous"));
        assertThat(BuildOrigin.users(fixture.build), is(Set.of("bob")));
    }

    private static Cause cause(String description) {
        return new Cause() {
            @Override
            public String getShortDescription() {
                return description;
            }
        };
    }
}
