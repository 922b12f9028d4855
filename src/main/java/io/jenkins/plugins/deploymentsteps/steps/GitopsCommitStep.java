package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code gitopsCommit}: changes files of a Git repository and pushes the commit. It needs no workspace. */
public final class GitopsCommitStep extends DeploymentStep {
    static final String NAME = "gitopsCommit";
    private static final String DEFAULT_BRANCH = "main";
    private static final String DEFAULT_AUTHOR = "Jenkins <jenkins@localhost>";

    private final String url;
    private String branch;
    private String credentialsId;
    private List<GitopsChange> changes;
    private String message;
    private String author;

    /** @param url of the repository: https, ssh, or {@code git@host:path} */
    @DataBoundConstructor
    public GitopsCommitStep(@CheckForNull String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    /** Returns the repository's URL. */
    @CheckForNull
    public String getUrl() {
        return url;
    }

    /** Returns the changes, in their order. */
    public List<GitopsChange> getChanges() {
        return changes == null ? new ArrayList<>() : new ArrayList<>(changes);
    }

    /** Sets the changes; each is made on what the one before left. */
    @DataBoundSetter
    public void setChanges(@CheckForNull List<GitopsChange> changes) {
        this.changes = changes == null ? null : new ArrayList<>(changes);
    }

    /** Returns the branch. */
    public String getBranch() {
        return Arguments.orDefault(branch, DEFAULT_BRANCH);
    }

    /** Sets the branch, without {@code refs/heads/}. */
    @DataBoundSetter
    public void setBranch(@CheckForNull String branch) {
        this.branch = branch;
    }

    /** Returns the credential's id. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** Sets the id of a user with password, token, or SSH key. */
    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Returns the commit's message. */
    @CheckForNull
    public String getMessage() {
        return message;
    }

    /** Sets the commit's message; without, it is made from the changes. */
    @DataBoundSetter
    public void setMessage(@CheckForNull String message) {
        this.message = Util.fixEmptyAndTrim(message);
    }

    /** Returns the author. */
    public String getAuthor() {
        return Arguments.orDefault(author, DEFAULT_AUTHOR);
    }

    /** Sets the author in Git's form, {@code Name <mail>}. */
    @DataBoundSetter
    public void setAuthor(@CheckForNull String author) {
        this.author = author;
    }

    @Override
    String defaultTimeout() {
        return "5m";
    }

    @Override
    Operation operation(UnaryOperator<String> expand) throws DeploymentException {
        List<GitopsChange> wanted = new ArrayList<>();
        // Of any type: a config.xml may have put anything into the list.
        for (Object change : getChanges()) {
            if (!(change instanceof GitopsChange known)) {
                throw Arguments.invalid(
                        "changes",
                        "entry " + (wanted.size() + 1) + " is " + (change == null ? "null" : "not a change") + ".");
            }
            GitopsChange expanded = known.expand(expand);
            expanded.toChange();
            wanted.add(expanded);
        }
        if (wanted.isEmpty()) {
            throw Arguments.invalid(
                    "changes", "missing. Give at least one, such as gitopsImage('registry.example/shop/web:1.2').");
        }
        String wantedAuthor = Arguments.required(
                "author", Arguments.expanded(getAuthor(), expand), "an author, such as Name <mail@example.com>");
        Arguments.author("author", wantedAuthor);
        return new GitopsCommitOperation(
                UUID.randomUUID().toString(),
                timeout(expand),
                Arguments.required("url", Arguments.expanded(url, expand), "the URL of the repository"),
                Util.fixEmptyAndTrim(credentialsId),
                Arguments.required("branch", Arguments.expanded(getBranch(), expand), "the branch, such as main"),
                wanted,
                Arguments.expanded(message, expand),
                wantedAuthor);
    }

    /** Describes the step to Jenkins. */
    @Extension
    public static final class DescriptorImpl extends DeploymentStepDescriptor {
        /** Steps are told apart by what they commit to. */
        public DescriptorImpl() {
            super("url", "branch");
        }

        @Override
        public String getFunctionName() {
            return NAME;
        }

        @Override
        public String getDisplayName() {
            return Messages.GitopsCommitStep_DisplayName();
        }

        /** Lists credentials for the form. */
        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String url, @QueryParameter String credentialsId) {
            return CredentialsFields.REPOSITORY.fill(item, url, credentialsId);
        }

        /** Checks the credential's id. */
        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String url, @QueryParameter String value) {
            return CredentialsFields.REPOSITORY.check(
                    item, url, value, FormValidation.warning(Messages.GitopsCommitStep_NoCredential()));
        }

        /** Checks the repository's URL. */
        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.gitUrl(item, value);
        }

        /** Checks the branch. */
        @POST
        public FormValidation doCheckBranch(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "branch", value, FormFields::branch);
        }

        /** Checks the author. */
        @POST
        public FormValidation doCheckAuthor(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "author", value, Arguments::author);
        }
    }
}
