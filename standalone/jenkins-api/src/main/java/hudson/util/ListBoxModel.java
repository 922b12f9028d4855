package hudson.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The choices of a list box. */
@ExportedBean
public class ListBoxModel extends ArrayList<ListBoxModel.Option> implements HttpResponse {
    private static final long serialVersionUID = 1L;

    /** One choice. */
    @ExportedBean(defaultVisibility = 999)
    public static final class Option {
        /** What people see. */
        @Exported
        @NonNull
        public String name;

        /** What the form sends. */
        @Exported
        @NonNull
        public String value;

        /** Whether it is chosen. */
        @Exported
        public boolean selected;

        /** A choice that is not chosen. */
        public Option(@NonNull String name, @NonNull String value) {
            this(name, value, false);
        }

        /** A choice whose name is its value. */
        public Option(@NonNull String name) {
            this(name, name, false);
        }

        /** A choice. */
        public Option(@NonNull String name, @NonNull String value, boolean selected) {
            this.name = name;
            this.value = value;
            this.selected = selected;
        }

        @Override
        public String toString() {
            return name + "=" + value + (selected ? "[selected]" : "");
        }
    }

    /** Starts empty. */
    public ListBoxModel() {}

    /** Starts with choices. */
    public ListBoxModel(Collection<Option> c) {
        super(c);
    }

    /** Starts with choices. */
    public ListBoxModel(Option... data) {
        super(Arrays.asList(data));
    }

    /** Adds a choice. */
    public void add(@NonNull String displayName, @NonNull String value) {
        add(new Option(displayName, value));
    }

    /** Adds a choice whose name is its value. */
    public ListBoxModel add(@NonNull String nameAndValue) {
        add(nameAndValue, nameAndValue);
        return this;
    }
}
