package hudson.tools;

import hudson.model.Descriptor;
import java.lang.reflect.Array;

/** Describes a kind of tool, and holds those that are configured. */
public abstract class ToolDescriptor<T extends ToolInstallation> extends Descriptor<ToolInstallation> {
    private T[] installations;

    /** For the subclasses. */
    protected ToolDescriptor() {}

    /** {@return the configured tools} */
    @SuppressWarnings("unchecked")
    public T[] getInstallations() {
        return installations == null ? (T[]) Array.newInstance(clazz, 0) : installations.clone();
    }

    /** Replaces the configured tools. */
    @SuppressWarnings("unchecked")
    public void setInstallations(T... installations) {
        this.installations = installations.clone();
    }
}
