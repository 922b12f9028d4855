package hudson.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A command line, some arguments of it secret. */
public class ArgumentListBuilder implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<String> args = new ArrayList<>();
    private final BitSet mask = new BitSet();

    /** Starts empty. */
    public ArgumentListBuilder() {}

    /** Starts with arguments. */
    public ArgumentListBuilder(String... args) {
        add(args);
    }

    /** Adds an argument; null adds none. */
    public ArgumentListBuilder add(String a) {
        return add(a, false);
    }

    /** Adds an argument, secret or not; null adds none. */
    public ArgumentListBuilder add(String a, boolean mask) {
        if (a != null) {
            this.mask.set(args.size(), mask);
            args.add(a);
        }
        return this;
    }

    /** Adds arguments. */
    public ArgumentListBuilder add(String... args) {
        for (String each : args) {
            add(each);
        }
        return this;
    }

    /** Adds arguments. */
    public ArgumentListBuilder add(@NonNull Iterable<String> args) {
        for (String each : args) {
            add(each);
        }
        return this;
    }

    /** Adds a secret argument. */
    public void addMasked(String string) {
        add(string, true);
    }

    /** {@return the arguments} */
    public String[] toCommandArray() {
        return args.toArray(new String[0]);
    }

    /** {@return the arguments} */
    public List<String> toList() {
        return args;
    }

    /** {@return whether any argument is secret} */
    public boolean hasMaskedArguments() {
        return !mask.isEmpty();
    }

    /** {@return which arguments are secret} */
    public boolean[] toMaskArray() {
        boolean[] masks = new boolean[args.size()];
        for (int i = 0; i < masks.length; i++) {
            masks[i] = mask.get(i);
        }
        return masks;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < args.size(); i++) {
            text.append(i == 0 ? "" : " ").append(mask.get(i) ? "******" : args.get(i));
        }
        return text.toString();
    }
}
