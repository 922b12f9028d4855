package io.jenkins.plugins.deploymentsteps.targets;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * A named cluster: where it is, as whom to speak to it, how to recognise it, and who may deploy what there. A plain class,
 * because it is kept in configuration files; it names a credential and holds none.
 *
 * <p>Setters take anything; what cannot be used is said in the form, and when a build uses the target.
 */
public final class ClusterTarget implements Describable<ClusterTarget> {
    private final String name;
    private String server;
    private String caCertificate;
    private String credentialsId;
    private String context;
    private boolean skipTlsVerify;
    private boolean inCluster;
    private String clusterUid;
    private String namespaces;
    private boolean clusterScoped;
    private String folders;
    private boolean isProtected;
    private String labels;
    private List<TargetFreeze> freezes;
    private String freezeOverriders;

    /** @param name what a step's {@code cluster} says */
    @DataBoundConstructor
    public ClusterTarget(@CheckForNull String name) {
        this.name = Util.fixNull(Util.fixEmptyAndTrim(name));
    }

    /** Returns what a step's {@code cluster} says; empty in a configuration without a name. */
    public String getName() {
        return name;
    }

    /** Returns the API server's URL. */
    @CheckForNull
    public String getServer() {
        return server;
    }

    /** Sets the API server's URL; none with a kubeconfig. */
    @DataBoundSetter
    public void setServer(@CheckForNull String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    /** Returns the PEM text of the authorities that sign the server's certificate. */
    @CheckForNull
    public String getCaCertificate() {
        return caCertificate;
    }

    /** Sets the PEM text of the authorities that sign the server's certificate; none with a kubeconfig. */
    @DataBoundSetter
    public void setCaCertificate(@CheckForNull String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
    }

    /** Returns the credential's id. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** Sets the id of a kubeconfig file, token, user with password, or client certificate. */
    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Returns the context of the kubeconfig. */
    @CheckForNull
    public String getContext() {
        return context;
    }

    /** Sets the context of the kubeconfig; without, its current one is used. */
    @DataBoundSetter
    public void setContext(@CheckForNull String context) {
        this.context = Util.fixEmptyAndTrim(context);
    }

    /** Returns whether any certificate of the server is accepted. */
    public boolean isSkipTlsVerify() {
        return skipTlsVerify;
    }

    /** Sets whether any certificate of the server is accepted. */
    @DataBoundSetter
    public void setSkipTlsVerify(boolean skipTlsVerify) {
        this.skipTlsVerify = skipTlsVerify;
    }

    /** Returns whether the controller's own account in the cluster that it runs in is used, instead of a credential. */
    public boolean isInCluster() {
        return inCluster;
    }

    /** Sets whether the controller's own account is used; only in the global configuration, and where that allows it. */
    @DataBoundSetter
    public void setInCluster(boolean inCluster) {
        this.inCluster = inCluster;
    }

    /** Returns the UID of the cluster's namespace {@code kube-system}. */
    @CheckForNull
    public String getClusterUid() {
        return clusterUid;
    }

    /** Pins the cluster by the UID of its namespace {@code kube-system}. */
    @DataBoundSetter
    public void setClusterUid(@CheckForNull String clusterUid) {
        this.clusterUid = Util.fixEmptyAndTrim(clusterUid);
    }

    /** Returns the patterns of namespaces that may be changed. */
    @CheckForNull
    public String getNamespaces() {
        return namespaces;
    }

    /** Sets the patterns of namespaces that may be changed, separated by newline or comma; none for all. */
    @DataBoundSetter
    public void setNamespaces(@CheckForNull String namespaces) {
        this.namespaces = Util.fixEmptyAndTrim(namespaces);
    }

    /** Returns whether, with a list of namespaces, objects that belong to no namespace may be changed. */
    public boolean isClusterScoped() {
        return clusterScoped;
    }

    /** Sets whether, with a list of namespaces, objects that belong to no namespace may be changed. */
    @DataBoundSetter
    public void setClusterScoped(boolean clusterScoped) {
        this.clusterScoped = clusterScoped;
    }

    /** Returns the patterns of folders whose jobs may use the target. */
    @CheckForNull
    public String getFolders() {
        return folders;
    }

    /** Sets the patterns of folders whose jobs may use the target, separated by newline or comma; none for all jobs. */
    @DataBoundSetter
    public void setFolders(@CheckForNull String folders) {
        this.folders = Util.fixEmptyAndTrim(folders);
    }

    /** Returns whether no check may be left out on this cluster. */
    public boolean isProtected() {
        return isProtected;
    }

    /** Sets whether no check may be left out on this cluster. */
    @DataBoundSetter
    public void setProtected(boolean isProtected) {
        this.isProtected = isProtected;
    }

    /** Returns words about the target, by which {@code clusters} of a step picks several. */
    @CheckForNull
    public String getLabels() {
        return labels;
    }

    /** Sets words about the target, {@code key=value} or single ones, separated by newline or comma. */
    @DataBoundSetter
    public void setLabels(@CheckForNull String labels) {
        this.labels = Util.fixEmptyAndTrim(labels);
    }

    /** Returns when nothing is deployed. */
    public List<TargetFreeze> getFreezes() {
        return freezes == null
                ? List.of()
                : freezes.stream().filter(Objects::nonNull).toList();
    }

    /** Sets when nothing is deployed; none without. */
    @DataBoundSetter
    public void setFreezes(@CheckForNull List<TargetFreeze> freezes) {
        this.freezes = freezes == null ? null : new ArrayList<>(freezes);
    }

    /** Returns the ids of users whose builds may deploy in a freeze. */
    @CheckForNull
    public String getFreezeOverriders() {
        return freezeOverriders;
    }

    /**
     * Sets the ids of users whose builds may deploy in a freeze if they give a reason, separated by newline or comma;
     * {@code *} for every build, none for nobody.
     */
    @DataBoundSetter
    public void setFreezeOverriders(@CheckForNull String freezeOverriders) {
        this.freezeOverriders = Util.fixEmptyAndTrim(freezeOverriders);
    }

    /** Returns where the cluster is, for who resolves the credential. */
    ClusterLocation location() {
        return new ClusterLocation(credentialsId, server, caCertificate, context, skipTlsVerify);
    }

    /** Describes a target to Jenkins. */
    @Extension
    @Symbol("clusterTarget")
    public static final class DescriptorImpl extends Descriptor<ClusterTarget> {
        @Override
        public String getDisplayName() {
            return Messages.ClusterTarget_DisplayName();
        }

        /** Returns whether the user who looks at the form may try the connection. */
        public boolean isTestable() {
            return ConnectionTest.isAllowed(itemOfForm());
        }

        /** Returns whether the form is that of the global configuration. */
        public boolean isGlobal() {
            return itemOfForm() == null;
        }

        @CheckForNull
        private static Item itemOfForm() {
            StaplerRequest2 request = Stapler.getCurrentRequest2();
            return request == null ? null : request.findAncestorObject(Item.class);
        }

        /** Checks the name. */
        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.name(value));
        }

        /** Checks the server's URL. */
        @POST
        public FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.server(value));
        }

        /** Checks that the text is certificates, and no key. */
        @POST
        public FormValidation doCheckCaCertificate(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.caCertificate(value));
        }

        /** Lists credentials for the form. */
        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String server, @QueryParameter String credentialsId) {
            return CredentialsFields.TARGET.fill(item, server, credentialsId);
        }

        /** Checks the credential's id. */
        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item,
                @QueryParameter String server,
                @QueryParameter boolean inCluster,
                @QueryParameter String value) {
            return CredentialsFields.TARGET.check(
                    item,
                    server,
                    value,
                    inCluster ? FormValidation.ok() : FormValidation.error(Messages.TargetFields_NoCredential()));
        }

        /** Warns of what skipping the check of the certificate means. */
        @POST
        public FormValidation doCheckSkipTlsVerify(@AncestorInPath Item item, @QueryParameter boolean value) {
            return CredentialsFields.guarded(item, () -> TargetFields.skipTlsVerify(value));
        }

        /** Says when the controller's own account cannot be used. */
        @POST
        public FormValidation doCheckInCluster(@AncestorInPath Item item, @QueryParameter boolean value) {
            return CredentialsFields.guarded(item, () -> TargetFields.inCluster(item, value));
        }

        /** Checks the UID. */
        @POST
        public FormValidation doCheckClusterUid(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.clusterUid(value));
        }

        /** Checks the patterns. */
        @POST
        public FormValidation doCheckNamespaces(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.namespaces(value));
        }

        /** Checks the patterns. */
        @POST
        public FormValidation doCheckFolders(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.folders(value));
        }

        /** Checks the labels. */
        @POST
        public FormValidation doCheckLabels(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.labels(value));
        }

        /**
         * Tries the connection that the form says, with the credential as a job at the same place would get it.
         *
         * @throws org.springframework.security.access.AccessDeniedException unless the user may administer Jenkins or,
         *     in a folder, configure it
         */
        @POST
        public FormValidation doTestConnection(
                @AncestorInPath Item item,
                @QueryParameter String server,
                @QueryParameter String caCertificate,
                @QueryParameter String credentialsId,
                @QueryParameter String context,
                @QueryParameter boolean skipTlsVerify,
                @QueryParameter boolean inCluster,
                @QueryParameter String clusterUid) {
            ConnectionTest.check(item);
            ClusterTarget target = new ClusterTarget("");
            target.setServer(server);
            target.setCaCertificate(caCertificate);
            target.setCredentialsId(credentialsId);
            target.setContext(context);
            target.setSkipTlsVerify(skipTlsVerify);
            target.setInCluster(inCluster);
            target.setClusterUid(clusterUid);
            return ConnectionTest.run(item, target);
        }
    }
}
