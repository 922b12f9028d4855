package io.jenkins.plugins.deploymentsteps.core.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.HashMap;
import java.util.Map;
import org.junit.Test;

public class HookTest {
    private static Manifest job(String... annotations) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < annotations.length; i += 2) {
            map.put(annotations[i], annotations[i + 1]);
        }
        return new Manifest(
                new ObjectRef("batch/v1", "Job", "shop", "migrate"),
                Map.of("metadata", Map.of("annotations", map)),
                new Manifest.Origin("a.yaml", 1, 1));
    }

    private static Hook.Phase phase(String annotation, String value) {
        Hook hook = Hook.of(job(annotation, value));
        return hook == null ? null : hook.phase();
    }

    @Test
    public void eachToolsWordsSayWhenAHookRuns() {
        assertThat(phase("deployment-steps.jenkins.io/hook", "pre"), is(Hook.Phase.PRE));
        assertThat(phase("deployment-steps.jenkins.io/hook", "post"), is(Hook.Phase.POST));
        assertThat(phase("deployment-steps.jenkins.io/hook", "fail"), is(Hook.Phase.FAIL));
        assertThat(phase("argocd.argoproj.io/hook", "PreSync"), is(Hook.Phase.PRE));
        assertThat(phase("argocd.argoproj.io/hook", "PostSync"), is(Hook.Phase.POST));
        assertThat(phase("argocd.argoproj.io/hook", "SyncFail"), is(Hook.Phase.FAIL));
        assertThat(phase("argocd.argoproj.io/hook", "Skip"), is(Hook.Phase.NEVER));
        assertThat(phase("argocd.argoproj.io/hook", "PostDelete"), is(Hook.Phase.NEVER));
        assertThat("applied in its wave", phase("argocd.argoproj.io/hook", "Sync"), is(nullValue()));
        assertThat(phase("helm.sh/hook", "pre-install,pre-upgrade"), is(Hook.Phase.PRE));
        assertThat(phase("helm.sh/hook", "post-upgrade"), is(Hook.Phase.POST));
        assertThat(phase("helm.sh/hook", "test"), is(Hook.Phase.NEVER));
        assertThat(phase("helm.sh/hook", "pre-delete"), is(Hook.Phase.NEVER));
        assertThat(phase("helm.sh/hook", "crd-install"), is(nullValue()));
        assertThat(Hook.of(job()), is(nullValue()));
    }

    @Test
    public void ordersAndDeletionsAreReadInTheSameWords() {
        Hook own = Hook.of(job(
                "deployment-steps.jenkins.io/hook",
                "pre",
                "deployment-steps.jenkins.io/hook-delete",
                "succeeded, failed",
                "deployment-steps.jenkins.io/wave",
                "-3"));
        assertThat(own.order(), is(-3));
        assertThat(own.deleteBefore(), is(false));
        assertThat(own.deleteSucceeded(), is(true));
        assertThat(own.deleteFailed(), is(true));
        Hook argo = Hook.of(
                job("argocd.argoproj.io/hook", "PreSync", "argocd.argoproj.io/hook-delete-policy", "HookSucceeded"));
        assertThat(argo.deleteSucceeded(), is(true));
        assertThat(argo.deleteBefore(), is(false));
        Hook helm = Hook.of(job(
                "helm.sh/hook",
                "pre-upgrade",
                "helm.sh/hook-weight",
                "5",
                "helm.sh/hook-delete-policy",
                "before-hook-creation,hook-failed"));
        assertThat(helm.order(), is(5));
        assertThat(helm.isMadeAnew(), is(true));
        assertThat(helm.deleteFailed(), is(true));
        assertThat(
                "unless something else is said",
                Hook.of(job("helm.sh/hook", "pre-upgrade")).isMadeAnew(),
                is(true));
    }

    @Test
    public void whatOurOwnAnnotationsCannotMeanIsNamed() {
        assertThat(
                Hook.problem(job("deployment-steps.jenkins.io/hook", "before")),
                is("annotation deployment-steps.jenkins.io/hook: 'before' is none of pre, post, fail."));
        assertThat(
                Hook.problem(job("deployment-steps.jenkins.io/hook-delete", "always")),
                containsString("'always' is none of before, succeeded, failed."));
        assertThat(Hook.problem(job("deployment-steps.jenkins.io/hook", "pre")), is(nullValue()));
        assertThat(Hook.problem(job()), is(nullValue()));
    }
}
