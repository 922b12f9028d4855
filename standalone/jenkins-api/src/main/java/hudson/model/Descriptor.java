package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Describes a configurable class: its name, its form, its checks.
 *
 * @param <T> the kind of thing that the class is
 */
public abstract class Descriptor<T extends Describable<T>> implements Saveable {
    /** The described class. */
    public final transient Class<? extends T> clazz;

    /** Describes a class; {@link #self()} means the descriptor's own. */
    @SuppressWarnings("unchecked")
    protected Descriptor(Class<? extends T> clazz) {
        this.clazz = (Class<?>) clazz == self() ? (Class<? extends T>) (Class<?>) getClass() : clazz;
    }

    /** Describes the class that encloses the descriptor. */
    @SuppressWarnings("unchecked")
    protected Descriptor() {
        clazz = (Class<? extends T>) getClass().getEnclosingClass();
        if (clazz == null) {
            throw new AssertionError(getClass()
                    + " doesn't have an outer class. Use the constructor that takes the Class object explicitly.");
        }
    }

    /** {@return the name for people} */
    @NonNull
    public String getDisplayName() {
        return clazz.getSimpleName();
    }

    /** {@return the name that is unique among the descriptors of a kind} */
    public String getId() {
        return clazz.getName();
    }

    /** {@return whether an object is of the described class} */
    public final boolean isInstance(T instance) {
        return clazz.isInstance(instance);
    }

    /** {@return whether the described class is a subtype} */
    @SuppressWarnings({"rawtypes", "unchecked"})
    public final boolean isSubTypeOf(Class type) {
        return type.isAssignableFrom(clazz);
    }

    /** {@return an object of the described class, made of what a form says} */
    @SuppressWarnings("unchecked")
    public T newInstance(@Nullable StaplerRequest2 req, @NonNull JSONObject formData) throws FormException {
        return (T) req.bindJSON(clazz, formData);
    }

    /** Takes what a form says. */
    public boolean configure(StaplerRequest2 req, JSONObject json) throws FormException {
        return true;
    }

    /** {@return the page of the global configuration that shows this} */
    public @NonNull jenkins.model.GlobalConfigurationCategory getCategory() {
        return jenkins.model.GlobalConfigurationCategory.get(
                jenkins.model.GlobalConfigurationCategory.Unclassified.class);
    }

    /** Keeps the state: outside Jenkins, as long as the controller. */
    @Override
    public synchronized void save() {
        // a descriptor lives as long as the controller, which keeps its state in memory
    }

    /** Reads the state: outside Jenkins there is none on disk. */
    public synchronized void load() {
        // see save()
    }

    /** {@return the marker of a descriptor that describes itself} */
    @SuppressWarnings("rawtypes")
    protected static Class self() {
        return Self.class;
    }

    private static final class Self {}

    /** Tells which field of a form is wrong. */
    public static final class FormException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String formField;

        /** Names the field. */
        public FormException(String message, String formField) {
            super(message);
            this.formField = formField;
        }

        /** Names the field. */
        public FormException(String message, Throwable cause, String formField) {
            super(message, cause);
            this.formField = formField;
        }

        /** {@return the field} */
        public String getFormField() {
            return formField;
        }
    }
}
