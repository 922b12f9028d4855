package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Descriptor;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.slaves.NodeSpecific;
import hudson.tools.ToolDescriptor;
import hudson.tools.ToolInstallation;
import hudson.tools.ToolProperty;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.rendering.Tool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A tool of Jenkins for {@code kubeApply}: a directory with a program, which may be another one on each agent. */
public abstract class AgentTool extends ToolInstallation {
    private static final long serialVersionUID = 1L;

    /** The one that is taken where nobody chooses among several. */
    private static final String DEFAULT = "default";

    /** Only the tools of this package. */
    AgentTool(
            @CheckForNull String name,
            @CheckForNull String home,
            @CheckForNull List<? extends ToolProperty<?>> properties) {
        super(Util.fixEmptyAndTrim(name), Util.fixEmptyAndTrim(home), properties);
    }

    /** Returns which program is in the directory. */
    abstract Tool tool();

    /** Lets a Declarative {@code tools} section, or a {@code withEnv}, choose it. */
    @Override
    public final void buildEnvVars(EnvVars env) {
        if (getHome() != null) {
            env.put("PATH+" + tool().name(), getHome());
        }
    }

    /**
     * Finds the program among the tools that are configured.
     *
     * @return its path on the agent; null if there is none, or the build has chosen one by its PATH, where it is looked
     *     for then
     */
    @CheckForNull
    static String program(Tool tool, BuildContext build) throws DeploymentException, IOException, InterruptedException {
        Computer computer = build.workspace().toComputer();
        Node node = computer == null ? null : computer.getNode();
        List<AgentTool> tools = new ArrayList<>();
        for (AgentTool each : configured(tool)) {
            AgentTool here = each.on(node, build.listener());
            String home = here.getHome() == null ? null : build.environment().expand(here.getHome());
            if (home == null) {
                continue;
            }
            if (isOnPath(home, build.environment())) {
                return null;
            }
            tools.add(here);
        }
        AgentTool chosen = tools.size() == 1
                ? tools.get(0)
                : tools.stream()
                        .filter(each -> DEFAULT.equals(each.getName()))
                        .findFirst()
                        .orElse(null);
        return chosen == null ? null : in(build.environment().expand(chosen.getHome()), tool.program());
    }

    private static String in(String directory, String program) {
        return directory.contains("\\") ? directory + "\\" + program + ".exe" : directory + "/" + program;
    }

    private AgentTool on(@CheckForNull Node node, TaskListener log) throws IOException, InterruptedException {
        return node != null && this instanceof NodeSpecific<?> specific
                ? (AgentTool) specific.forNode(node, log)
                : this;
    }

    private static boolean isOnPath(String home, EnvVars environment) {
        String path = environment.get("PATH", "");
        return (":" + path + ":").contains(":" + home + ":") || (";" + path + ";").contains(";" + home + ";");
    }

    private static List<AgentTool> configured(Tool tool) {
        List<AgentTool> tools = new ArrayList<>();
        for (Descriptor<?> each : ExtensionList.lookup(Descriptor.class)) {
            if (each instanceof ToolDescriptor<?> descriptor && each.isSubTypeOf(AgentTool.class)) {
                for (ToolInstallation installation : descriptor.getInstallations()) {
                    if (installation instanceof AgentTool agentTool && agentTool.tool() == tool) {
                        tools.add(agentTool);
                    }
                }
            }
        }
        return tools;
    }
}
