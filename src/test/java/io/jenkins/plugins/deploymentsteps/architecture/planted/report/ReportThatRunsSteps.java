package io.jenkins.plugins.deploymentsteps.architecture.planted.report;

import io.jenkins.plugins.deploymentsteps.architecture.planted.steps.StepWithFiles;

/** Breaks: nothing but steps knows steps. */
public class ReportThatRunsSteps {
    StepWithFiles step() {
        return new StepWithFiles();
    }
}
