package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Something that has actions. */
@ExportedBean
public abstract class Actionable {
    private final transient List<Action> actions = new CopyOnWriteArrayList<>();

    /** {@return all actions} */
    @NonNull
    @Exported
    public final List<? extends Action> getAllActions() {
        return List.copyOf(actions);
    }

    /** {@return the actions of a type} */
    @NonNull
    public <T extends Action> List<T> getActions(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Action each : actions) {
            if (type.isInstance(each)) {
                found.add(type.cast(each));
            }
        }
        return found;
    }

    /** {@return the first action of a type, or null} */
    public <T extends Action> T getAction(Class<T> type) {
        List<T> found = getActions(type);
        return found.isEmpty() ? null : found.get(0);
    }

    /**
     * Adds an action.
     *
     * @throws IllegalArgumentException for null
     */
    public void addAction(@NonNull Action a) {
        if (a == null) {
            throw new IllegalArgumentException("Action must be non-null");
        }
        actions.add(a);
    }

    /** Adds an action in place of those of the same class. */
    public void replaceAction(@NonNull Action a) {
        addOrReplaceAction(a);
    }

    /** {@return whether the actions changed, now that this one is in place of those of the same class} */
    public boolean addOrReplaceAction(@NonNull Action a) {
        if (a == null) {
            throw new IllegalArgumentException("Action must be non-null");
        }
        List<Action> old = new ArrayList<>();
        boolean present = false;
        for (Action each : actions) {
            if (each == a) {
                present = true;
            } else if (each.getClass() == a.getClass()) {
                old.add(each);
            }
        }
        actions.removeAll(old);
        if (!present) {
            addAction(a);
        }
        return !present || !old.isEmpty();
    }

    /** {@return whether the action was there and is removed} */
    public boolean removeAction(Action a) {
        return a != null && actions.remove(a);
    }
}
