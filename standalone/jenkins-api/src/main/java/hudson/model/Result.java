package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;
import java.util.List;

/** How a build ended. */
public final class Result implements Serializable {
    private static final long serialVersionUID = 1L;

    /** It did what it should. */
    public static final @NonNull Result SUCCESS = new Result("SUCCESS", 0, true);

    /** It did, with something to look at. */
    public static final @NonNull Result UNSTABLE = new Result("UNSTABLE", 1, true);

    /** It failed. */
    public static final @NonNull Result FAILURE = new Result("FAILURE", 2, true);

    /** It was not reached. */
    public static final @NonNull Result NOT_BUILT = new Result("NOT_BUILT", 3, false);

    /** A person or a timeout ended it. */
    public static final @NonNull Result ABORTED = new Result("ABORTED", 4, false);

    private static final List<Result> ALL = List.of(SUCCESS, UNSTABLE, FAILURE, NOT_BUILT, ABORTED);

    private final @NonNull String name;

    /** The rank: the higher, the worse. */
    public final int ordinal;

    /** Whether it ran to its end. */
    public final boolean completeBuild;

    private Result(String name, int ordinal, boolean completeBuild) {
        this.name = name;
        this.ordinal = ordinal;
        this.completeBuild = completeBuild;
    }

    /** {@return the worse one} */
    public @NonNull Result combine(@NonNull Result that) {
        return isWorseThan(that) ? this : that;
    }

    /** {@return whether this is worse} */
    public boolean isWorseThan(@NonNull Result that) {
        return ordinal > that.ordinal;
    }

    /** {@return whether this is not better} */
    public boolean isWorseOrEqualTo(@NonNull Result that) {
        return ordinal >= that.ordinal;
    }

    /** {@return whether this is better} */
    public boolean isBetterThan(@NonNull Result that) {
        return ordinal < that.ordinal;
    }

    /** {@return whether this is not worse} */
    public boolean isBetterOrEqualTo(@NonNull Result that) {
        return ordinal <= that.ordinal;
    }

    /** {@return the result of a name; {@link #FAILURE} for an unknown one} */
    public static @NonNull Result fromString(@NonNull String s) {
        return ALL.stream()
                .filter(each -> each.name.equalsIgnoreCase(s))
                .findFirst()
                .orElse(FAILURE);
    }

    @Override
    public @NonNull String toString() {
        return name;
    }

    private Object readResolve() {
        return fromString(name);
    }
}
