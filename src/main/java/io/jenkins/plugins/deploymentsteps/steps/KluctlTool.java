package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.EnvironmentSpecific;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.slaves.NodeSpecific;
import hudson.tools.ToolDescriptor;
import hudson.tools.ToolProperty;
import io.jenkins.plugins.deploymentsteps.rendering.Tool;
import java.io.IOException;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** kluctl as a tool of Jenkins. */
public final class KluctlTool extends AgentTool implements NodeSpecific<KluctlTool>, EnvironmentSpecific<KluctlTool> {
    private static final long serialVersionUID = 1L;

    /**
     * Takes what the form says.
     *
     * @param name by which it is chosen
     * @param home the directory with the program
     * @param properties where it is on some nodes, and how to install it
     */
    @DataBoundConstructor
    public KluctlTool(
            @CheckForNull String name,
            @CheckForNull String home,
            @CheckForNull List<? extends ToolProperty<?>> properties) {
        super(name, home, properties);
    }

    @Override
    Tool tool() {
        return Tool.KLUCTL;
    }

    @Override
    public KluctlTool forNode(Node node, TaskListener log) throws IOException, InterruptedException {
        return new KluctlTool(
                getName(), translateFor(node, log), getProperties().toList());
    }

    @Override
    public KluctlTool forEnvironment(EnvVars environment) {
        return new KluctlTool(
                getName(), environment.expand(getHome()), getProperties().toList());
    }

    /** Describes the tool to Jenkins. */
    @Extension
    @Symbol("deployKluctl")
    public static final class DescriptorImpl extends ToolDescriptor<KluctlTool> {
        /** Reads what was saved. */
        public DescriptorImpl() {
            load();
        }

        @Override
        public String getDisplayName() {
            return Messages.KluctlTool_DisplayName();
        }

        @Override
        public void setInstallations(KluctlTool... installations) {
            super.setInstallations(installations);
            save();
        }
    }
}
