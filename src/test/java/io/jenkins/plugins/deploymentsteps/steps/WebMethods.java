package io.jenkins.plugins.deploymentsteps.steps;

import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.TargetFreeze;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.springframework.security.access.AccessDeniedException;

/**
 * The table "web method × user" (T-01): what each answers to whom. Both builds check it, each with its own way of being
 * somebody.
 */
public final class WebMethods {
    /** The id of a credential, and the name of a target, that every job can reach. */
    public static final String LISTED = "listed-credential";

    /** The value that a box has, whatever it is. */
    public static final String CURRENT = "current-value";

    /** What kind of answer a method gives. */
    public enum Kind {
        /** A list of what the installation has, credentials or targets. */
        LISTING,
        /** A check that finds fault with the row's value. */
        CHECK,
        /** The same list for everybody; it holds nothing of the installation. */
        CONSTANT,
        /** Something is done; whoever may not configure the item is refused. */
        ACTION
    }

    /**
     * One row.
     *
     * @param kind of answer
     * @param value that a check finds fault with
     */
    public record Row(Kind kind, Object value) {}

    /** Who asks. */
    public enum User {
        /** Nobody. */
        ANONYMOUS(false, false, false),
        /** May see Jenkins. */
        OVERALL_READ(false, false, false),
        /** May see the item. */
        ITEM_READ(false, false, false),
        /** May see the item's configuration. */
        ITEM_EXTENDED_READ(false, true, false),
        /** May configure another item, not this one. */
        CONFIGURE_ELSEWHERE(false, false, false),
        /** May use the item's credentials. */
        USE_ITEM(false, true, false),
        /** May configure the item. */
        ITEM_CONFIGURE(false, true, true),
        /** May manage Jenkins, short of administering it. */
        MANAGE(false, false, false),
        /** May do everything. */
        ADMINISTER(true, true, true);

        private final boolean withoutItem;
        private final boolean withItem;
        private final boolean configuresItem;

        User(boolean withoutItem, boolean withItem, boolean configuresItem) {
            this.withoutItem = withoutItem;
            this.withItem = withItem;
            this.configuresItem = configuresItem;
        }

        /** {@return whether that user gets an answer} */
        public boolean gets(Kind kind, boolean item) {
            return kind == Kind.CONSTANT || (!item ? withoutItem : kind == Kind.ACTION ? configuresItem : withItem);
        }
    }

    private static final Map<String, Row> TABLE = new TreeMap<>();

    private static void row(Class<?> type, String method, Kind kind, Object value) {
        TABLE.put(type.getSimpleName() + "." + method, new Row(kind, value));
    }

    static {
        row(KubeApplyStep.class, "doFillCredentialsIdItems", Kind.LISTING, CURRENT);
        row(KubeApplyStep.class, "doCheckCredentialsId", Kind.CHECK, "absent");
        row(KubeApplyStep.class, "doFillConflictsItems", Kind.CONSTANT, null);
        row(KubeApplyStep.class, "doCheckManifests", Kind.CHECK, "../x.yaml");
        row(KubeApplyStep.class, "doCheckServer", Kind.CHECK, "ftp://x");
        row(KubeApplyStep.class, "doCheckNamespace", Kind.CHECK, "A B");
        row(KubeApplyStep.class, "doCheckImages", Kind.CHECK, "a:b:c");
        row(KubeApplyStep.class, "doCheckSet", Kind.CHECK, "one\ntwo");
        row(KubeApplyStep.class, "doCheckMaxPrune", Kind.CHECK, "0");
        row(KubeApplyStep.class, "doCheckTimeout", Kind.CHECK, "soon");
        row(KubeApplyStep.class, "doCheckSkipTlsVerify", Kind.CHECK, true);
        row(KubeDiffStep.class, "doFillCredentialsIdItems", Kind.LISTING, CURRENT);
        row(KubeDiffStep.class, "doCheckCredentialsId", Kind.CHECK, "absent");
        row(KubeDiffStep.class, "doFillClusterItems", Kind.LISTING, CURRENT);
        row(KubeDiffStep.class, "doCheckKubeconfigFile", Kind.CHECK, "/etc/kubeconfig");
        row(KubeDiffStep.class, "doFillConflictsItems", Kind.CONSTANT, null);
        row(KubeDiffStep.class, "doFillFailOnItems", Kind.CONSTANT, null);
        row(KubeDiffStep.class, "doCheckManifests", Kind.CHECK, "../x.yaml");
        row(KubeDiffStep.class, "doCheckServer", Kind.CHECK, "ftp://x");
        row(KubeDiffStep.class, "doCheckNamespace", Kind.CHECK, "A B");
        row(KubeDiffStep.class, "doCheckImages", Kind.CHECK, "a:b:c");
        row(KubeDiffStep.class, "doCheckSet", Kind.CHECK, "one\ntwo");
        row(KubeDiffStep.class, "doCheckMaxPrune", Kind.CHECK, "0");
        row(KubeDiffStep.class, "doCheckTimeout", Kind.CHECK, "soon");
        row(KubeDiffStep.class, "doCheckSkipTlsVerify", Kind.CHECK, true);
        row(KubeApplyStep.class, "doCheckClusters", Kind.CHECK, "label:");
        row(KubeApplyStep.class, "doCheckBatch", Kind.CHECK, "0");
        row(KubeApplyStep.class, "doFillOnFailureItems", Kind.CONSTANT, null);
        row(KubeRollbackStep.class, "doFillCredentialsIdItems", Kind.LISTING, CURRENT);
        row(KubeRollbackStep.class, "doCheckCredentialsId", Kind.CHECK, "absent");
        row(KubeRollbackStep.class, "doFillClusterItems", Kind.LISTING, CURRENT);
        row(KubeRollbackStep.class, "doCheckKubeconfigFile", Kind.CHECK, "/etc/kubeconfig");
        row(KubeRollbackStep.class, "doCheckServer", Kind.CHECK, "ftp://x");
        row(KubeRollbackStep.class, "doCheckNamespace", Kind.CHECK, "A B");
        row(KubeRollbackStep.class, "doCheckSet", Kind.CHECK, "one\ntwo");
        row(KubeRollbackStep.class, "doCheckToBuild", Kind.CHECK, "last");
        row(KubeRollbackStep.class, "doCheckTimeout", Kind.CHECK, "soon");
        row(KubeRollbackStep.class, "doCheckSkipTlsVerify", Kind.CHECK, true);
        row(KubeReadyWhen.class, "doCheckKind", Kind.CHECK, "");
        row(KubeReadyWhen.class, "doCheckJsonPath", Kind.CHECK, "{..a}");
        row(KubeReadyWhen.class, "doCheckFailed", Kind.CHECK, "Broken");
        row(KubeApplyStep.class, "doFillClusterItems", Kind.LISTING, CURRENT);
        row(KubeApplyStep.class, "doCheckKubeconfigFile", Kind.CHECK, "/etc/kubeconfig");
        row(KubeWaitStep.class, "doFillClusterItems", Kind.LISTING, CURRENT);
        row(KubeWaitStep.class, "doCheckKubeconfigFile", Kind.CHECK, "../kubeconfig");
        row(KubeWaitStep.class, "doFillCredentialsIdItems", Kind.LISTING, CURRENT);
        row(KubeWaitStep.class, "doCheckCredentialsId", Kind.CHECK, "absent");
        row(KubeWaitStep.class, "doCheckDeployment", Kind.CHECK, " ");
        row(KubeWaitStep.class, "doCheckTimeout", Kind.CHECK, "soon");
        row(KubeApplyStep.class, "doCheckVariables", Kind.CHECK, "x");
        row(KubeDiffStep.class, "doCheckVariables", Kind.CHECK, "x");
        row(KubeKustomize.class, "doCheckDir", Kind.CHECK, "..");
        row(KubeHelm.class, "doFillModeItems", Kind.CONSTANT, null);
        row(KubeHelm.class, "doCheckChart", Kind.CHECK, "ftp://x");
        row(KubeHelm.class, "doCheckValues", Kind.CHECK, "/etc/x");
        row(KubeHelm.class, "doCheckSet", Kind.CHECK, "x");
        row(KubeHelm.class, "doCheckRelease", Kind.CHECK, "A");
        row(KubeKluctl.class, "doCheckDir", Kind.CHECK, "..");
        row(KubeKluctl.class, "doCheckTarget", Kind.CHECK, "-x");
        row(KubeKluctl.class, "doCheckArgs", Kind.CHECK, "x");
        row(KubeImage.class, "doCheckImage", Kind.CHECK, "a:b:c");
        row(KubeImage.class, "doCheckEnv", Kind.CHECK, "x");
        row(KubeImage.class, "doCheckWriteTo", Kind.CHECK, "/etc");
        row(GitopsCommitStep.class, "doFillCredentialsIdItems", Kind.LISTING, CURRENT);
        row(GitopsCommitStep.class, "doCheckCredentialsId", Kind.CHECK, "absent");
        row(GitopsCommitStep.class, "doCheckUrl", Kind.CHECK, "file:///etc/passwd");
        row(GitopsCommitStep.class, "doCheckBranch", Kind.CHECK, "-x");
        row(GitopsCommitStep.class, "doCheckAuthor", Kind.CHECK, "nobody");
        row(GitopsCommitStep.class, "doCheckTimeout", Kind.CHECK, "soon");
        row(ArgoSyncStep.class, "doFillCredentialsIdItems", Kind.LISTING, CURRENT);
        row(ArgoSyncStep.class, "doCheckCredentialsId", Kind.CHECK, "absent");
        row(ArgoSyncStep.class, "doFillRefreshItems", Kind.CONSTANT, null);
        row(ArgoSyncStep.class, "doFillOnBusyItems", Kind.CONSTANT, null);
        row(ArgoSyncStep.class, "doFillPausedItems", Kind.CONSTANT, null);
        row(ArgoSyncStep.class, "doCheckApplication", Kind.CHECK, "../x");
        row(ArgoSyncStep.class, "doCheckServer", Kind.CHECK, "ftp://x");
        row(ArgoSyncStep.class, "doCheckRevision", Kind.CHECK, "main");
        row(ArgoSyncStep.class, "doCheckTimeout", Kind.CHECK, "soon");
        row(ArgoSyncStep.class, "doCheckSkipTlsVerify", Kind.CHECK, true);
        row(GitopsImage.class, "doCheckImage", Kind.CHECK, "a:b:c");
        row(GitopsImage.class, "doCheckFiles", Kind.CHECK, "/etc/x.yaml");
        row(GitopsKustomizeImage.class, "doCheckImage", Kind.CHECK, "a:b:c");
        row(GitopsKustomizeImage.class, "doCheckDir", Kind.CHECK, "..");
        row(GitopsHelmImage.class, "doCheckImage", Kind.CHECK, "a:b:c");
        row(GitopsHelmImage.class, "doCheckFile", Kind.CHECK, "C:\\x");
        row(GitopsHelmImage.class, "doCheckPath", Kind.CHECK, "");
        row(GitopsValue.class, "doCheckFile", Kind.CHECK, "~/x");
        row(GitopsValue.class, "doCheckPath", Kind.CHECK, "");
        row(ClusterTarget.class, "doFillCredentialsIdItems", Kind.LISTING, CURRENT);
        row(ClusterTarget.class, "doCheckCredentialsId", Kind.CHECK, "absent");
        row(ClusterTarget.class, "doCheckName", Kind.CHECK, "a b");
        row(ClusterTarget.class, "doCheckServer", Kind.CHECK, "ftp://x");
        row(ClusterTarget.class, "doCheckCaCertificate", Kind.CHECK, "none");
        row(ClusterTarget.class, "doCheckSkipTlsVerify", Kind.CHECK, true);
        row(ClusterTarget.class, "doCheckInCluster", Kind.CHECK, true);
        row(ClusterTarget.class, "doCheckClusterUid", Kind.CHECK, "1");
        row(ClusterTarget.class, "doCheckNamespaces", Kind.CHECK, "A");
        row(ClusterTarget.class, "doCheckFolders", Kind.CHECK, "/a");
        row(ClusterTarget.class, "doCheckLabels", Kind.CHECK, "=");
        row(ClusterTarget.class, "doTestConnection", Kind.ACTION, null);
        row(TargetFreeze.class, "doCheckStart", Kind.CHECK, "H 17 * * FRI");
        row(TargetFreeze.class, "doCheckDuration", Kind.CHECK, "long");
        row(TargetFreeze.class, "doCheckTimeZone", Kind.CHECK, "CET");
        row(GitopsValue.class, "doCheckValue", Kind.CHECK, "");
    }

    private WebMethods() {}

    /** {@return the row of each method} */
    public static Map<String, Row> table() {
        return TABLE;
    }

    /** {@return the web methods of descriptors, inherited ones of ours included, by the name of their row} */
    public static Map<String, Method> of(List<? extends Descriptor<?>> descriptors) {
        Map<String, Method> found = new TreeMap<>();
        for (Descriptor<?> descriptor : descriptors) {
            for (Method method : descriptor.getClass().getMethods()) {
                boolean ours = method.getDeclaringClass().getName().startsWith("io.jenkins.plugins.deploymentsteps.");
                if (ours && method.getName().matches("do[A-Z].*") && !method.isSynthetic()) {
                    found.put(descriptor.clazz.getSimpleName() + "." + method.getName(), method);
                }
            }
        }
        return found;
    }

    /**
     * Calls a method as Stapler does.
     *
     * @return null if it gave what everybody gets, otherwise what it gave
     */
    public static Object ask(Descriptor<?> descriptor, Method method, Row row, Item item)
            throws ReflectiveOperationException {
        List<Object> arguments = new ArrayList<>();
        for (var parameter : method.getParameters()) {
            List<Class<? extends Annotation>> annotations = new ArrayList<>();
            Stream.of(parameter.getAnnotations()).forEach(each -> annotations.add(each.annotationType()));
            if (annotations.contains(AncestorInPath.class)) {
                arguments.add(item);
            } else if (annotations.contains(QueryParameter.class)) {
                boolean own = parameter.getName().equals("value")
                        || row.kind() == Kind.LISTING
                                && method.getName().equalsIgnoreCase("doFill" + parameter.getName() + "Items");
                Object nothing = parameter.getType() == boolean.class ? false : null;
                arguments.add(own ? row.value() : nothing);
            } else {
                throw new AssertionError(method + ": " + parameter + " is neither ancestor nor query parameter");
            }
        }
        Object answer;
        try {
            answer = method.invoke(descriptor, arguments.toArray());
        } catch (InvocationTargetException e) {
            if (row.kind() == Kind.ACTION && e.getCause() instanceof AccessDeniedException) {
                return null;
            }
            throw e;
        }
        if (answer instanceof FormValidation validation) {
            return validation.kind == FormValidation.Kind.OK ? null : validation;
        }
        ListBoxModel box = (ListBoxModel) answer;
        if (row.kind() == Kind.LISTING) {
            boolean kept = box.stream().anyMatch(option -> CURRENT.equals(option.value));
            if (!kept) {
                throw new AssertionError(method + " lost the current value");
            }
            return box.stream().anyMatch(option -> LISTED.equals(option.value)) ? box : box.size() == 1 ? null : box;
        }
        return box;
    }
}
