package hudson.security;

import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.ModelObject;
import hudson.model.Run;
import jenkins.model.Jenkins;

/** What a permission is given for. */
public final class PermissionScope {
    /** All of Jenkins. */
    public static final PermissionScope JENKINS = new PermissionScope(Jenkins.class);

    /** A folder. */
    public static final PermissionScope ITEM_GROUP = new PermissionScope(ItemGroup.class, JENKINS);

    /** A job. */
    public static final PermissionScope ITEM = new PermissionScope(Item.class, ITEM_GROUP);

    /** A build. */
    public static final PermissionScope RUN = new PermissionScope(Run.class, ITEM);

    /** The class of the objects. */
    public final Class<? extends ModelObject> modelClass;

    /** Is given for objects of a class, which lie in others. */
    public PermissionScope(Class<? extends ModelObject> modelClass, PermissionScope... containers) {
        this.modelClass = modelClass;
    }
}
