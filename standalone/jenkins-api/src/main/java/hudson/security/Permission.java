package hudson.security;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.deploymentsteps.standalone.Name;
import org.jvnet.localizer.Localizable;

/** Something that one may be allowed to do. */
public final class Permission {
    /** The permissions on Jenkins itself. */
    @Deprecated
    public static final PermissionGroup HUDSON_PERMISSIONS = new PermissionGroup(Permission.class, Name.of("Overall"));

    /** Allows everything. */
    @Deprecated
    public static final Permission HUDSON_ADMINISTER =
            new Permission(HUDSON_PERMISSIONS, "Administer", null, null, true, new PermissionScope[0]);

    /** The permissions that others refine. */
    public static final PermissionGroup GROUP = new PermissionGroup(Permission.class, Name.of("N/A"));

    /** Allows to read. */
    public static final Permission READ = generic("GenericRead", HUDSON_ADMINISTER);

    /** Allows to write. */
    public static final Permission WRITE = generic("GenericWrite", HUDSON_ADMINISTER);

    /** Allows to make. */
    public static final Permission CREATE = generic("GenericCreate", WRITE);

    /** Allows to change. */
    public static final Permission UPDATE = generic("GenericUpdate", WRITE);

    /** Allows to delete. */
    public static final Permission DELETE = generic("GenericDelete", WRITE);

    /** Allows to configure. */
    public static final Permission CONFIGURE = generic("GenericConfigure", UPDATE);

    /** The group. */
    public final @NonNull PermissionGroup group;

    /** The name within the group. */
    public final @NonNull String name;

    /** What it allows, for people. */
    public final @CheckForNull Localizable description;

    /** The permission that includes this one. */
    public final @CheckForNull Permission impliedBy;

    /** Whether it is given by itself; if not, whoever has the including one has it. */
    public boolean enabled;

    /** Names a permission. */
    public Permission(
            @NonNull PermissionGroup group,
            @NonNull String name,
            @CheckForNull Localizable description,
            @CheckForNull Permission impliedBy,
            boolean enable,
            @NonNull PermissionScope[] scopes)
            throws IllegalStateException {
        this.group = group;
        this.name = name;
        this.description = description;
        this.impliedBy = impliedBy;
        this.enabled = enable;
    }

    /** Names a permission. */
    public Permission(
            @NonNull PermissionGroup group,
            @NonNull String name,
            @CheckForNull Localizable description,
            @CheckForNull Permission impliedBy,
            @NonNull PermissionScope scope) {
        this(group, name, description, impliedBy, true, new PermissionScope[] {scope});
    }

    private static Permission generic(String name, Permission impliedBy) {
        return new Permission(GROUP, name, null, impliedBy, true, new PermissionScope[0]);
    }

    /** {@return the group's class, a dot and the name} */
    public @NonNull String getId() {
        return group.owner.getName() + "." + name;
    }

    @Override
    public String toString() {
        return super.toString() + "[" + group.owner + "," + name + "]";
    }
}
