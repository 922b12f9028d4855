package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A step that talks to a server: its URL, the credential for it, and how its certificate is checked. */
public abstract class ServerStep extends DeploymentStep {
    private String server;
    private String credentialsId;
    private String caCertificate;
    private boolean skipTlsVerify;

    /** Only the steps of this package. */
    ServerStep() {}

    /** Returns the server's URL. */
    @CheckForNull
    public final String getServer() {
        return server;
    }

    /** Sets the server's URL. */
    @DataBoundSetter
    public final void setServer(@CheckForNull String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    /** Returns the credential's id. */
    @CheckForNull
    public final String getCredentialsId() {
        return credentialsId;
    }

    /** Sets the id of the credential for the server. */
    @DataBoundSetter
    public final void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Returns the PEM text of the authorities that sign the server's certificate. */
    @CheckForNull
    public final String getCaCertificate() {
        return caCertificate;
    }

    /** Sets the PEM text of the authorities that sign the server's certificate; without, those that Java trusts. */
    @DataBoundSetter
    public final void setCaCertificate(@CheckForNull String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
    }

    /** Returns whether any certificate of the server is accepted. */
    public final boolean isSkipTlsVerify() {
        return skipTlsVerify;
    }

    /** Sets whether any certificate of the server is accepted. */
    @DataBoundSetter
    public final void setSkipTlsVerify(boolean skipTlsVerify) {
        this.skipTlsVerify = skipTlsVerify;
    }

    /** Describes a step that talks to a server to Jenkins. */
    public abstract static class ServerStepDescriptor extends DeploymentStepDescriptor {
        private final CredentialsFields credentials;
        private final boolean serverRequired;

        /**
         * Describes a step.
         *
         * @param credentials the kind that it takes
         * @param serverRequired whether nothing else can name the server
         * @param telling the arguments that tell two such steps apart in a view of the build
         */
        ServerStepDescriptor(CredentialsFields credentials, boolean serverRequired, String... telling) {
            super(telling);
            this.credentials = credentials;
            this.serverRequired = serverRequired;
        }

        /** Lists credentials for the form. */
        @POST
        public final ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String server, @QueryParameter String credentialsId) {
            return credentials.fill(item, server, credentialsId);
        }

        /** Checks the credential's id, which is required unless a target or a file says everything. */
        @POST
        public final FormValidation doCheckCredentialsId(
                @AncestorInPath Item item,
                @QueryParameter String server,
                @QueryParameter String cluster,
                @QueryParameter String clusters,
                @QueryParameter String kubeconfigFile,
                @QueryParameter String value) {
            boolean required = Util.fixEmptyAndTrim(cluster) == null
                    && Util.fixEmptyAndTrim(clusters) == null
                    && Util.fixEmptyAndTrim(kubeconfigFile) == null;
            return credentials.check(
                    item,
                    server,
                    value,
                    required ? FormValidation.error(Messages.FormFields_Required()) : FormValidation.ok());
        }

        /** Checks the server's URL. */
        @POST
        public final FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.plainHttp(
                    item,
                    value,
                    serverRequired
                            ? FormFields.required(item, "server", value, FormFields::httpUrl)
                            : FormFields.check(item, "server", value, FormFields::httpUrl));
        }

        /** Warns of what skipping the check of the certificate means. */
        @POST
        public final FormValidation doCheckSkipTlsVerify(@AncestorInPath Item item, @QueryParameter boolean value) {
            return FormFields.skipTlsVerify(item, value);
        }
    }
}
