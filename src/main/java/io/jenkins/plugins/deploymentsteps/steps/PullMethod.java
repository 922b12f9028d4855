package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.model.Descriptor;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Pull: Jenkins changes a GitOps repository, as {@code gitopsCommit} does, and may follow Argo CD, as {@code argoSync} does. */
public final class PullMethod extends DeployMethod {
    private final GitopsCommitStep commit;
    private ArgoSyncStep sync;

    /** @param commit what {@code gitopsCommit} is given */
    @DataBoundConstructor
    public PullMethod(@CheckForNull GitopsCommitStep commit) {
        this.commit = commit;
    }

    /** Returns what {@code gitopsCommit} is given; nothing where a config.xml does not have it. */
    public GitopsCommitStep getCommit() {
        return commit == null ? new GitopsCommitStep(null) : commit;
    }

    /** Returns what {@code argoSync} is given; null if Argo CD is not followed. */
    @CheckForNull
    public ArgoSyncStep getSync() {
        return sync;
    }

    /** Sets what {@code argoSync} is given; without a revision of its own it waits for the commit made here. */
    @DataBoundSetter
    public void setSync(@CheckForNull ArgoSyncStep sync) {
        this.sync = sync;
    }

    @Override
    void deploy(BlockingRun build, UnaryOperator<String> expand)
            throws DeploymentException, IOException, InterruptedException {
        if (sync != null) {
            // What is wrong with the second half is said before the first is done.
            sync.operation(expand, null);
        }
        Map<String, Object> committed = build.complete(getCommit().operation(expand));
        if (sync != null) {
            build.complete(sync.operation(expand, (String) committed.get("commit")));
        }
    }

    /** Describes the method to Jenkins. */
    @Extension
    @Symbol("deployPull")
    public static final class DescriptorImpl extends Descriptor<DeployMethod> {
        @Override
        public String getDisplayName() {
            return Messages.PullMethod_DisplayName();
        }
    }
}
