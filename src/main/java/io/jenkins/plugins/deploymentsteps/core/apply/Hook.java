package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.UserWave;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An object that is run before or after the set, or when it fails, and is no member of it. Annotations say so: our own,
 * Argo CD's or Helm's.
 *
 * @param object the hook, usually a Job
 * @param phase when it runs
 * @param order lower ones run first, equal ones together
 * @param deleteBefore whether one of an earlier deployment is deleted before
 * @param deleteSucceeded whether it is deleted once it has succeeded
 * @param deleteFailed whether it is deleted once it has failed
 */
record Hook(
        Manifest object, Phase phase, int order, boolean deleteBefore, boolean deleteSucceeded, boolean deleteFailed) {
    private static final String OWN = "deployment-steps.jenkins.io/hook";
    private static final String OWN_DELETE = "deployment-steps.jenkins.io/hook-delete";
    private static final String ARGO = "argocd.argoproj.io/hook";
    private static final String ARGO_DELETE = "argocd.argoproj.io/hook-delete-policy";
    private static final String HELM = "helm.sh/hook";
    private static final String HELM_DELETE = "helm.sh/hook-delete-policy";
    private static final String HELM_WEIGHT = "helm.sh/hook-weight";

    private static final Set<String> OWN_DELETIONS = Set.of("before", "succeeded", "failed");

    /** When a hook runs. */
    enum Phase {
        /** Before the set. */
        PRE("pre"),
        /** Once the set is rolled out. */
        POST("post"),
        /** When the deployment has failed. */
        FAIL("fail"),
        /** Never with an apply: a test, or what belongs to a deletion. */
        NEVER("never");

        private final String label;

        Phase(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** Returns the object as a hook; null if it is none. */
    @CheckForNull
    static Hook of(Manifest object) {
        List<String> own = list(object.annotation(OWN));
        if (!own.isEmpty()) {
            Phase phase = own(own.get(0));
            List<String> deletions = list(object.annotation(OWN_DELETE));
            return phase == null
                    ? null
                    : hook(object, phase, UserWave.of(object.content()), deletions, "before", "succeeded", "failed");
        }
        List<String> argo = list(object.annotation(ARGO));
        if (!argo.isEmpty()) {
            Phase phase = argo(argo);
            List<String> deletions = list(object.annotation(ARGO_DELETE));
            return phase == null
                    ? null
                    : hook(
                            object,
                            phase,
                            UserWave.of(object.content()),
                            deletions,
                            "beforehookcreation",
                            "hooksucceeded",
                            "hookfailed");
        }
        List<String> helm = list(object.annotation(HELM));
        Phase phase = helm.isEmpty() ? null : helm(helm);
        return phase == null
                ? null
                : hook(
                        object,
                        phase,
                        number(object.annotation(HELM_WEIGHT)),
                        list(object.annotation(HELM_DELETE)),
                        "before-hook-creation",
                        "hook-succeeded",
                        "hook-failed");
    }

    private static Hook hook(
            Manifest object,
            Phase phase,
            int order,
            List<String> deletions,
            String before,
            String succeeded,
            String failed) {
        return new Hook(
                object,
                phase,
                order,
                deletions.isEmpty() || deletions.contains(before),
                deletions.contains(succeeded),
                deletions.contains(failed));
    }

    /** Returns what is wrong with our own annotations of an object; null if nothing is. */
    @CheckForNull
    static String problem(Manifest object) {
        List<String> own = list(object.annotation(OWN));
        if (own.size() > 1 || own.size() == 1 && own(own.get(0)) == null) {
            return "annotation " + OWN + ": '" + Text.shorten(object.annotation(OWN), 40)
                    + "' is none of pre, post, fail.";
        }
        for (String deletion : list(object.annotation(OWN_DELETE))) {
            if (!OWN_DELETIONS.contains(deletion)) {
                return "annotation " + OWN_DELETE + ": '" + Text.shorten(deletion, 40)
                        + "' is none of before, succeeded, failed.";
            }
        }
        return null;
    }

    @CheckForNull
    private static Phase own(String name) {
        return switch (name) {
            case "pre" -> Phase.PRE;
            case "post" -> Phase.POST;
            case "fail" -> Phase.FAIL;
            default -> null;
        };
    }

    /** A hook of Argo CD's phase Sync is applied in its wave like everything else. */
    @CheckForNull
    private static Phase argo(List<String> names) {
        if (names.contains("presync")) {
            return Phase.PRE;
        } else if (names.contains("postsync")) {
            return Phase.POST;
        } else if (names.contains("syncfail")) {
            return Phase.FAIL;
        }
        return names.contains("sync") ? null : Phase.NEVER;
    }

    /** As Argo CD runs them: what is installed and what is upgraded cannot be told apart. */
    @CheckForNull
    private static Phase helm(List<String> names) {
        if (names.contains("crd-install")) {
            return null;
        } else if (names.contains("pre-install") || names.contains("pre-upgrade")) {
            return Phase.PRE;
        } else if (names.contains("post-install") || names.contains("post-upgrade")) {
            return Phase.POST;
        }
        return Phase.NEVER;
    }

    private static List<String> list(String annotation) {
        List<String> items = new ArrayList<>();
        for (String item : annotation.split(",")) {
            if (!item.isBlank()) {
                items.add(item.strip().toLowerCase(Locale.ROOT));
            }
        }
        return items;
    }

    private static int number(String text) {
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    ObjectRef ref() {
        return object.ref();
    }

    /** Whether it runs to an end, and is not just there. */
    boolean runs() {
        return ref().group().equals("batch") && ref().kind().equals("Job") || isPod();
    }

    boolean isPod() {
        return ref().group().isEmpty() && ref().kind().equals("Pod");
    }

    /** Whether what is there of an earlier deployment goes first: only what runs has to be made anew to run again. */
    boolean isMadeAnew() {
        return runs() && deleteBefore;
    }
}
