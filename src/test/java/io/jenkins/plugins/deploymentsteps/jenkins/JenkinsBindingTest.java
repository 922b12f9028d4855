package io.jenkins.plugins.deploymentsteps.jenkins;

import io.jenkins.plugins.deploymentsteps.binding.BindingSuite;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.junit.ClassRule;
import org.jvnet.hudson.test.JenkinsRule;

/** The table of signatures, bound by Jenkins itself. */
public class JenkinsBindingTest extends BindingSuite {
    @ClassRule
    public static final JenkinsRule jenkins = new JenkinsRule();

    @Override
    protected Object bind(Class<?> type, Map<String, Object> arguments) {
        return instantiate(new DescribableModel<>(type), arguments);
    }

    private static <T> T instantiate(DescribableModel<T> model, Map<String, Object> arguments) {
        return model.instantiate(arguments);
    }

    @Override
    protected Object symbol(String name, Map<String, Object> arguments) {
        return new UninstantiatedDescribable(name, null, arguments);
    }
}
