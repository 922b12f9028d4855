package hudson.util;

import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Saveable;

/**
 * A list of what forms configure.
 *
 * @param <T> what it holds
 * @param <D> what describes them
 */
public class DescribableList<T extends Describable<T>, D extends Descriptor<T>> extends PersistedList<T> {
    /** An empty list of an owner. */
    public DescribableList(Saveable owner) {
        super(owner);
    }

    @Override
    public <U extends T> U get(Class<U> type) {
        return super.get(type);
    }
}
