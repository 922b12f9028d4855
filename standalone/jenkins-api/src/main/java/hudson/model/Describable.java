package hudson.model;

import jenkins.model.Jenkins;

/**
 * Something that a form configures.
 *
 * @param <T> the kind of thing
 */
public interface Describable<T extends Describable<T>> {
    /**
     * {@return the singleton that describes this class}
     *
     * @throws AssertionError when no descriptor is registered
     */
    @SuppressWarnings("unchecked")
    default Descriptor<T> getDescriptor() {
        return Jenkins.get().getDescriptorOrDie(getClass());
    }
}
