package hudson.tools;

import hudson.model.Descriptor;

/** Describes a property of tools. */
public abstract class ToolPropertyDescriptor extends Descriptor<ToolProperty<?>> {
    /** For the subclasses. */
    protected ToolPropertyDescriptor() {}
}
