package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import io.jenkins.plugins.deploymentsteps.standalone.Name;

/** A job or a folder. */
public interface Item extends ModelObject, AccessControlled {
    /** The permissions on items. */
    PermissionGroup PERMISSIONS = new PermissionGroup(Item.class, Name.of("Job"));

    /** Allows to change the configuration. */
    Permission CONFIGURE = new Permission(PERMISSIONS, "Configure", null, Permission.CONFIGURE, PermissionScope.ITEM);

    /** Allows to see. */
    Permission READ = new Permission(PERMISSIONS, "Read", null, Permission.READ, PermissionScope.ITEM);

    /** Allows to see the configuration; implied by the right to change it. */
    Permission EXTENDED_READ = new Permission(
            PERMISSIONS, "ExtendedRead", null, CONFIGURE, false, new PermissionScope[] {PermissionScope.ITEM});

    /** Allows to start a build. */
    Permission BUILD = new Permission(PERMISSIONS, "Build", null, Permission.UPDATE, PermissionScope.ITEM);

    /** {@return what this lies in} */
    ItemGroup<? extends Item> getParent();

    /** {@return the name within its parent} */
    @NonNull
    String getName();

    /** {@return the path of names from the root, joined by slashes} */
    @NonNull
    String getFullName();

    /** {@return the address below the root, with a slash at its end} */
    String getUrl();
}
