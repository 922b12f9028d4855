package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.security.ACL;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A base of items. */
@ExportedBean
public abstract class AbstractItem extends Actionable implements Item {
    /** The name within its parent. */
    protected transient String name;

    private final transient ItemGroup<? extends Item> parent;

    /** Names an item in a group. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    protected AbstractItem(ItemGroup parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    @Override
    @NonNull
    @Exported
    public String getName() {
        return name;
    }

    @Override
    @Exported
    public String getDisplayName() {
        return name;
    }

    @Override
    public ItemGroup<? extends Item> getParent() {
        return parent;
    }

    @Override
    @NonNull
    @Exported
    public final String getFullName() {
        String above = parent.getFullName();
        return above.isEmpty() ? name : above + "/" + name;
    }

    /** {@return the path of display names} */
    @Exported
    public final String getFullDisplayName() {
        return getFullName().replace("/", " » ");
    }

    @Override
    public final String getUrl() {
        return "job/" + getFullName().replace("/", "/job/") + "/";
    }

    @Override
    @NonNull
    public ACL getACL() {
        return Jenkins.get().getACL();
    }
}
