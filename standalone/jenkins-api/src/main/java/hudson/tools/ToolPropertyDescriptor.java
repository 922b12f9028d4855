package hudson.tools;

import hudson.model.Descriptor;

/** Describes a property of tools. */
public abstract class ToolPropertyDescriptor extends Descriptor<ToolProperty<?>> {
    /** Outside Jenkins there is none. */
    private ToolPropertyDescriptor() {}
}
