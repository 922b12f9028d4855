package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Collection;

/**
 * Something that items lie in.
 *
 * @param <T> the kind of items
 */
public interface ItemGroup<T extends Item> extends ModelObject {
    /** {@return the items that lie directly in it} */
    Collection<T> getItems();

    /** {@return the path of names from the root; empty for the root} */
    String getFullName();

    /** {@return the item of a name, or null} */
    @CheckForNull
    T getItem(String name);
}
