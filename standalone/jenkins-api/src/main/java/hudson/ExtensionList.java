package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;

/**
 * The extensions of one type, as the controller found them. Unmodifiable.
 *
 * @param <T> the extension point
 */
public class ExtensionList<T> extends AbstractList<T> {
    /** The extension point. */
    public final Class<T> extensionType;

    private final List<T> extensions;

    private ExtensionList(Class<T> extensionType, List<T> extensions) {
        this.extensionType = extensionType;
        this.extensions = List.copyOf(extensions);
    }

    /** {@return the one extension of exactly this type, or null} */
    public @CheckForNull <U extends T> U get(@NonNull Class<U> type) {
        return extensions.stream()
                .filter(each -> each.getClass() == type)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    @Override
    public @NonNull Iterator<T> iterator() {
        return extensions.iterator();
    }

    @Override
    public T get(int index) {
        return extensions.get(index);
    }

    @Override
    public int size() {
        return extensions.size();
    }

    /** {@return all extensions of a type, the highest ordinal first} */
    public static @NonNull <T> ExtensionList<T> lookup(Class<T> type) {
        return new ExtensionList<>(type, Controller.current().extensions(type));
    }

    /**
     * {@return the only extension of a type}
     *
     * @throws IllegalStateException when there is none, or more than one
     */
    public static @NonNull <U> U lookupSingleton(Class<U> type) {
        ExtensionList<U> all = lookup(type);
        if (all.size() != 1) {
            throw new IllegalStateException("Expected 1 instance of " + type.getName() + " but got " + all.size());
        }
        return all.get(0);
    }

    /**
     * {@return the first extension of a type}
     *
     * @throws IllegalStateException when there is none
     */
    public static @NonNull <U> U lookupFirst(Class<U> type) {
        ExtensionList<U> all = lookup(type);
        if (all.isEmpty()) {
            throw new IllegalStateException("Expected at least 1 instance of " + type.getName() + " but got 0");
        }
        return all.get(0);
    }
}
