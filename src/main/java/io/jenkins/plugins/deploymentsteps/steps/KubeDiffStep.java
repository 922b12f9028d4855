package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeDiff}: shows what {@code kubeApply} would change, as a plan that it can be given. */
public final class KubeDiffStep extends ManifestsStep {
    static final String NAME = "kubeDiff";
    private static final String DEFAULT_FAIL_ON = Arguments.name(FailOn.NEVER);

    private String failOn;

    /** Everything is set by setters; what is mandatory depends on what else is given. */
    @DataBoundConstructor
    public KubeDiffStep() {
        // nothing is mandatory by itself
    }

    /** Returns when the build becomes unstable. */
    public String getFailOn() {
        return Arguments.orDefault(failOn, DEFAULT_FAIL_ON);
    }

    /** Sets when the build becomes unstable: {@code never} or {@code drift}. */
    @DataBoundSetter
    public void setFailOn(@CheckForNull String failOn) {
        this.failOn = Util.fixEmptyAndTrim(failOn);
    }

    @Override
    Operation operation(UnaryOperator<String> expand) throws DeploymentException {
        ApplyArguments what = arguments(expand, true, true, false, true, List.of());
        return new KubeDiffOperation(
                UUID.randomUUID().toString(),
                timeout(expand),
                location(expand),
                what,
                Arguments.choice("failOn", getFailOn(), FailOn.class));
    }

    /** Describes the step to Jenkins. */
    @Extension
    public static final class DescriptorImpl extends ManifestsStepDescriptor {
        @Override
        public String getFunctionName() {
            return NAME;
        }

        @Override
        public String getDisplayName() {
            return Messages.KubeDiffStep_DisplayName();
        }

        /** Lists when the build becomes unstable, for the form. */
        @POST
        public ListBoxModel doFillFailOnItems() {
            return FormFields.choices(FailOn.class);
        }
    }
}
