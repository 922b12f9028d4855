package io.jenkins.plugins.deploymentsteps.runner;

import io.jenkins.plugins.deploymentsteps.binding.BindingSuite;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import io.jenkins.plugins.deploymentsteps.runner.steps.Symbol;
import java.util.Map;

/** The table of signatures on the runner. */
public class RunnerBindingTest extends BindingSuite {
    @Override
    protected Object bind(Class<?> type, Map<String, Object> arguments) {
        return StepLibrary.bind(type, arguments);
    }

    @Override
    protected Object symbol(String name, Map<String, Object> arguments) {
        return new Symbol(name, arguments);
    }
}
