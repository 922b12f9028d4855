package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Durations;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code gitopsCommit}: changes files of a Git repository and pushes the commit. It needs no workspace. */
public final class GitopsCommitStep extends Step {
    static final String NAME = "gitopsCommit";
    private static final String DEFAULT_BRANCH = "main";
    private static final String DEFAULT_TIMEOUT = "5m";
    private static final String DEFAULT_AUTHOR = "Jenkins <jenkins@localhost>";

    private final String url;
    private String branch = DEFAULT_BRANCH;
    private String credentialsId;
    private List<GitopsChange> changes = new ArrayList<>();
    private String message;
    private String author = DEFAULT_AUTHOR;
    private String timeout = DEFAULT_TIMEOUT;

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
        return new ArrayList<>(changes);
    }

    /** Sets the changes; each is made on what the one before left. */
    @DataBoundSetter
    public void setChanges(@CheckForNull List<GitopsChange> changes) {
        this.changes = changes == null ? new ArrayList<>() : new ArrayList<>(changes);
    }

    /** Returns the branch. */
    public String getBranch() {
        return branch;
    }

    /** Sets the branch, without {@code refs/heads/}. */
    @DataBoundSetter
    public void setBranch(@CheckForNull String branch) {
        this.branch = FormFields.orDefault(branch, DEFAULT_BRANCH);
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
        return author;
    }

    /** Sets the author in Git's form, {@code Name <mail>}. */
    @DataBoundSetter
    public void setAuthor(@CheckForNull String author) {
        this.author = FormFields.orDefault(author, DEFAULT_AUTHOR);
    }

    /** Returns how long it may take. */
    public String getTimeout() {
        return timeout;
    }

    /** Sets how long it may take, with all races. */
    @DataBoundSetter
    public void setTimeout(@CheckForNull String timeout) {
        this.timeout = FormFields.orDefault(timeout, DEFAULT_TIMEOUT);
    }

    /**
     * Makes the operation that these arguments ask for; the freestyle builder comes here, too.
     *
     * @param expand fills variables into a text
     * @throws DeploymentException naming the argument that cannot be used
     */
    Operation operation(UnaryOperator<String> expand) throws DeploymentException {
        if (changes.isEmpty()) {
            throw Arguments.invalid(
                    "changes", "missing. Give at least one, such as gitopsImage('registry.example/shop/web:1.2').");
        }
        List<GitopsChange> wanted = new ArrayList<>();
        for (GitopsChange change : changes) {
            if (change == null) {
                throw Arguments.invalid("changes", "entry " + (wanted.size() + 1) + " is null.");
            }
            GitopsChange expanded = change.expand(expand);
            expanded.toChange();
            wanted.add(expanded);
        }
        String wantedAuthor = Arguments.required(
                "author", Arguments.expanded(author, expand), "an author, such as Name <mail@example.com>");
        Arguments.author(wantedAuthor);
        return new GitopsCommitOperation(
                UUID.randomUUID().toString(),
                Durations.parse(
                        "timeout",
                        Arguments.required("timeout", Arguments.expanded(timeout, expand), "a duration, such as 5m")),
                Arguments.required("url", Arguments.expanded(url, expand), "the URL of the repository"),
                credentialsId,
                Arguments.required("branch", Arguments.expanded(branch, expand), "the branch, such as main"),
                wanted,
                Arguments.expanded(message, expand),
                wantedAuthor);
    }

    @Override
    public StepExecution start(StepContext stepContext) throws AbortException {
        try {
            return new DeploymentExecution(stepContext, operation(UnaryOperator.identity()));
        } catch (DeploymentException e) {
            throw Failures.toAbort(e, Redactor.NONE);
        }
    }

    /** Describes the step to Jenkins. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return NAME;
        }

        @Override
        public String getDisplayName() {
            return Messages.GitopsCommitStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        @CheckForNull
        public String argumentsToString(Map<String, Object> namedArgs) {
            return FormFields.join(namedArgs, "url", "branch");
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
            return FormFields.check(item, value, FormFields::branch);
        }

        /** Checks the author. */
        @POST
        public FormValidation doCheckAuthor(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, value, Arguments::author);
        }

        /** Checks the duration. */
        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.duration(item, value);
        }
    }
}
