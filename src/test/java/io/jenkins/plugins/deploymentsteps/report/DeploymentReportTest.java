package io.jenkins.plugins.deploymentsteps.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.diff.FieldChange;
import io.jenkins.plugins.deploymentsteps.core.diff.ObjectDiff;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncResult;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.Test;

public class DeploymentReportTest {
    private static AppliedObject object(String name, Action action, String message, String... images) {
        return new AppliedObject(
                new ObjectRef("apps/v1", "Deployment", "shop", name), action, message, "uid", 1, List.of(images));
    }

    @Test
    public void takesOverWhatWasDone() {
        DeploymentReport report = new DeploymentReport("id", "kubeApply");
        report.took(new ApplyResult(
                "https://kubernetes.example",
                List.of(
                        object("web", Action.CREATED, null, "web:2", "envoy:1"),
                        object("job", Action.FAILED, "field is immutable", "web:2")),
                false));
        assertThat(report.getImages(), contains("envoy:1", "web:2"));
        assertThat(report.getObjects(), hasSize(2));
        assertThat(report.getObjects().get(1).getAction(), is("failed"));
        assertThat(report.getObjects().get(1).getMessage(), is("field is immutable"));

        report.took(new CommitResult(
                "main", "abc", true, List.of(new CommitResult.FileChange("a.yaml", List.of("line 1"))), 1));
        assertThat(report.getCommit(), is("abc"));
        assertThat(report.getFiles().get(0).getEdits(), contains("line 1"));

        report.took(new SyncResult("shop", "abc", "Synced", "Progressing", "", List.of("web:3")));
        report.took(new SyncResult("shop", "abc", "Synced", "Healthy", "", List.of("web:3")));
        assertThat(report.getApplications(), hasSize(1));
        assertThat(report.getApplications().get(0).getHealth(), is("Healthy"));
    }

    @Test
    @Covers("B-30")
    public void aHugeSetIsCutWithACount() {
        DeploymentReport report = new DeploymentReport("id", "kubeApply");
        report.took(new ApplyResult(
                "https://kubernetes.example",
                IntStream.range(0, 100_000)
                        .mapToObj(i -> object("web" + i, Action.CREATED, null, "web:" + i))
                        .toList(),
                false));
        assertThat(report.getObjects(), hasSize(1_000));
        assertThat(report.getLeftOut(), is(99_000));
        assertThat(report.getImages(), hasSize(1_000));
    }

    @Test
    @Covers({"S-11", "S-25", "S-26"})
    public void everyTextIsRedactedAndMadeHarmless() throws Exception {
        String bad = "hunter2-hunter2\u001b[2J\u202e";
        DeploymentReport report = new DeploymentReport("id", "kubeApply");
        report.took(new ApplyResult(
                bad,
                List.of(new AppliedObject(new ObjectRef(bad, bad, bad, bad), Action.FAILED, bad, bad, 1, List.of(bad))),
                false));
        report.took(new CommitResult(bad, bad, true, List.of(new CommitResult.FileChange(bad, List.of(bad))), 1));
        report.took(new SyncResult(bad, bad, bad, bad, bad, List.of(bad)));
        report.on(bad);
        report.in(bad);
        report.end(Outcome.FAILED, bad + "x".repeat(1_000_000));
        report.redact(Redactor.of(List.of("hunter2-hunter2")));

        String everything = texts(report);
        assertThat(everything, containsString("****"));
        assertThat(everything, not(containsString("hunter2")));
        assertThat(everything, not(containsString("\u001b")));
        assertThat(everything, not(containsString("\u202e")));
        assertThat(report.getMessage().length(), lessThan(3_000));
    }

    /** The build's XML has counts; the values are in a file of their own. */
    @Test
    @Covers({"S-09", "S-11", "T-23"})
    public void aComparisonLeavesNoValuesInTheReport() throws Exception {
        DeploymentReport report = new DeploymentReport("id", "kubeDiff");
        ObjectDiff changed = new ObjectDiff(
                new ObjectRef("v1", "ConfigMap", "shop", "settings"),
                ObjectDiff.Action.CHANGED,
                List.of(new FieldChange("data.password", FieldChange.Kind.CHANGED, "hunter2", "hunter3")),
                4,
                null,
                "fingerprint");
        report.took(new SetDiff("https://kubernetes.example", List.of(), List.of(changed), null, "the digest"));
        assertThat(report.getObjects().get(0).getAction(), is("changed"));
        assertThat(report.getObjects().get(0).getMessage(), is("5 fields"));
        assertThat(report.getDigest(), is("the digest"));
        assertThat(report.isDrift(), is(true));
        assertThat(report.isDryRun(), is(true));
        assertThat(texts(report), not(containsString("hunter")));
        assertThat("nothing was applied", report.applied().isEmpty(), is(true));
        DeploymentReport copy = report.copy();
        assertThat(copy.getDigest() + copy.isDrift(), is("the digesttrue"));
    }

    private static String texts(Object of) throws IllegalAccessException {
        if (of == null || of instanceof String || of instanceof Enum || of instanceof Number || of instanceof Boolean) {
            return of + "\n";
        }
        StringBuilder all = new StringBuilder();
        if (of instanceof List<?> list) {
            for (Object each : list) {
                all.append(texts(each));
            }
            return all.toString();
        }
        for (Field field : of.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                all.append(texts(field.get(of)));
            }
        }
        return all.toString();
    }

    @Test
    public void aChangeIsMadeOnACopy() {
        DeploymentReport report = new DeploymentReport("id", "kubeApply");
        report.leave(new PendingRollout(
                null,
                null,
                "cluster",
                null,
                null,
                null,
                false,
                List.of(new WaitTarget(new ObjectRef("v1", "Pod", null, "a"), null, 0)),
                null));
        DeploymentReport copy = report.copy();
        copy.end(Outcome.FAILED, "no");
        copy.took(new SyncResult("shop", "abc", "Synced", "Healthy", "", List.of("web:3")));
        assertThat(report.getOutcome(), is(Outcome.RUNNING));
        assertThat(report.getApplications(), hasSize(0));
        assertThat(copy.pendingRollout().targets().get(0).ref().namespace(), nullValue());
    }

    /** Records cannot be read back by Jenkins' XStream, and types of libraries may not be. */
    @Test
    @Covers({"S-11", "R-41"})
    public void onlyPlainTypesGoIntoTheBuildsXml() {
        Set<Class<?>> seen = new HashSet<>();
        Deque<Type> open = new ArrayDeque<>(List.of(DeploymentAction.class));
        while (!open.isEmpty()) {
            Type type = open.pop();
            if (type instanceof ParameterizedType generic) {
                assertThat(generic.getRawType(), is(List.class));
                open.addAll(List.of(generic.getActualTypeArguments()));
            } else if (type instanceof Class<?> plain
                    && seen.add(plain)
                    && !plain.isPrimitive()
                    && plain != String.class
                    && !plain.isEnum()) {
                assertThat(plain + " is ours", plain.getPackage(), is(DeploymentAction.class.getPackage()));
                assertThat(plain + " is no record", plain.isRecord(), is(false));
                for (Field field : plain.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                        open.add(field.getGenericType());
                    }
                }
            }
        }
        assertThat(seen.contains(PendingRollout.class), is(true));
    }
}
