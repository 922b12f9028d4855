package hudson.tools;

import hudson.ExtensionPoint;
import hudson.model.Describable;

/** What more is said of a tool, such as where it is on some node. */
public abstract class ToolProperty<T extends ToolInstallation> implements Describable<ToolProperty<?>>, ExtensionPoint {
    /** Outside Jenkins there is none. */
    private ToolProperty() {}

    /** {@return the kind of tool that it is said of} */
    public abstract Class<T> type();
}
