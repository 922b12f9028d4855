package hudson.util;

import hudson.model.Saveable;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A list that its owner keeps.
 *
 * @param <T> what it holds
 */
public class PersistedList<T> extends AbstractList<T> {
    private final List<T> data = new CopyOnWriteArrayList<>();

    /** An empty list of an owner; outside Jenkins nothing is written. */
    public PersistedList(Saveable owner) {
        // the object itself is the state
    }

    @Override
    public boolean add(T item) {
        return data.add(item);
    }

    @Override
    public T get(int index) {
        return data.get(index);
    }

    /** {@return the first of a type, or null} */
    public <U extends T> U get(Class<U> type) {
        for (T each : data) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }

    /** {@return a snapshot} */
    public List<T> toList() {
        return List.copyOf(data);
    }

    @Override
    public int size() {
        return data.size();
    }
}
