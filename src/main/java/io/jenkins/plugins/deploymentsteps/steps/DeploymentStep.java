package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Durations;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * What all steps have in common: a timeout, and an operation that a Pipeline or the freestyle builder runs.
 *
 * <p>Constructors and setters of steps take anything; what cannot be used is said when the step starts. Getters give
 * the default for what is not there, be it in a Jenkinsfile or in the {@code config.xml} of a freestyle job, which
 * Jenkins reads without any constructor.
 */
public abstract class DeploymentStep extends Step {
    private String timeout;

    /** Only the steps of this package. */
    DeploymentStep() {}

    /** Returns how long everything may take together. */
    public final String getTimeout() {
        return Arguments.orDefault(timeout, defaultTimeout());
    }

    /** Sets how long everything may take together, such as {@code 10m}. */
    @DataBoundSetter
    public final void setTimeout(@CheckForNull String timeout) {
        this.timeout = timeout;
    }

    /** Returns the timeout of a step that is given none. */
    abstract String defaultTimeout();

    /**
     * Makes the operation that the arguments ask for.
     *
     * @param expand fills variables into a text
     * @throws DeploymentException naming the argument that cannot be used
     */
    abstract Operation operation(UnaryOperator<String> expand) throws DeploymentException;

    /** Reads the timeout. */
    final Duration timeout(UnaryOperator<String> expand) throws DeploymentException {
        return Durations.parse(
                "timeout",
                Arguments.required(
                        "timeout",
                        Arguments.expanded(getTimeout(), expand),
                        "a duration, such as " + defaultTimeout()));
    }

    @Override
    public final StepExecution start(StepContext context) throws AbortException {
        try {
            return new DeploymentExecution(context, operation(UnaryOperator.identity()));
        } catch (DeploymentException e) {
            throw Failures.toAbort(e, Redactor.NONE);
        }
    }

    /** Describes a step to Jenkins. */
    public abstract static class DeploymentStepDescriptor extends StepDescriptor implements StrictArguments {
        private final List<String> telling;

        /**
         * Describes a step.
         *
         * @param telling the arguments that tell two such steps apart in a view of the build
         */
        DeploymentStepDescriptor(String... telling) {
            this.telling = List.of(telling);
        }

        /** The workspace is not among it: only reading manifests needs it. */
        @Override
        public final Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        @CheckForNull
        public final String argumentsToString(Map<String, Object> namedArgs) {
            return Arguments.join(namedArgs, telling);
        }

        /** Checks the duration. */
        @POST
        public final FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "timeout", value, Durations::parse);
        }
    }
}
