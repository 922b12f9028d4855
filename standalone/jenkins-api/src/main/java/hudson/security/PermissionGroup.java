package hudson.security;

import edu.umd.cs.findbugs.annotations.NonNull;
import org.jvnet.localizer.Localizable;

/** Permissions on one kind of thing. */
public final class PermissionGroup {
    /** The class of the things. */
    @NonNull
    @SuppressWarnings("rawtypes")
    public final Class owner;

    /** The name for people. */
    public final Localizable title;

    /** Names a group. */
    @SuppressWarnings("rawtypes")
    public PermissionGroup(@NonNull Class owner, Localizable title) throws IllegalStateException {
        this.owner = owner;
        this.title = title;
    }
}
