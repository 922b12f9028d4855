package hudson.tools;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.util.DescribableList;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** A program that an administrator has configured. */
public abstract class ToolInstallation implements Describable<ToolInstallation>, Serializable, ExtensionPoint {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String home;
    private final transient DescribableList<ToolProperty<?>, ToolPropertyDescriptor> properties =
            new DescribableList<>(() -> {});

    /** Names a tool, where it is, and what more is said of it. */
    protected ToolInstallation(String name, String home, List<? extends ToolProperty<?>> properties) {
        this.name = name;
        this.home = home;
        if (properties != null) {
            this.properties.addAll(properties);
        }
    }

    /** {@return its name among the tools of its kind} */
    public String getName() {
        return name;
    }

    /** {@return the directory that it is in, or null} */
    @CheckForNull
    public String getHome() {
        return home;
    }

    /** {@return what more is said of it} */
    public DescribableList<ToolProperty<?>, ToolPropertyDescriptor> getProperties() {
        return properties;
    }

    /** Adds what a build that uses the tool should see. */
    public void buildEnvVars(EnvVars env) {
        // nothing
    }

    /** {@return where it is on a node: outside Jenkins, at the same place everywhere} */
    protected String translateFor(Node node, TaskListener log) throws IOException, InterruptedException {
        return home;
    }
}
