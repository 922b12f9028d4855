package io.jenkins.plugins.deploymentsteps.architecture.planted.steps;

import hudson.model.Descriptor;
import hudson.util.FormValidation;
import org.jenkinsci.plugins.workflow.steps.Step;

/** Breaks: web methods answer POST only, and no secret is kept in plain text. */
public class StepWithOpenCheck {
    private final String registryPassword;

    StepWithOpenCheck(String registryPassword) {
        this.registryPassword = registryPassword;
    }

    String shown() {
        return registryPassword;
    }

    /** Has a web method that answers GET as well. */
    public abstract static class OpenDescriptor extends Descriptor<Step> {
        /** {@return that all is well} */
        public FormValidation doCheckServer(String value) {
            return FormValidation.ok();
        }
    }
}
