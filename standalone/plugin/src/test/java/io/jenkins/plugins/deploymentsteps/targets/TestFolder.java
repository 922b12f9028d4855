package io.jenkins.plugins.deploymentsteps.targets;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.model.ItemGroup;
import hudson.model.TopLevelItem;
import hudson.security.ACL;
import java.util.List;
import jenkins.model.Jenkins;

/** A folder with clusters and rights of its own. */
public final class TestFolder extends AbstractFolder<TopLevelItem> {
    private ACL acl = Jenkins.get().getACL();

    /** A folder in a group. */
    public TestFolder(ItemGroup<?> parent, String name, ClusterTarget... targets) throws Exception {
        super(parent, name);
        if (targets.length > 0) {
            addProperty(new FolderTargets(List.of(targets)));
        }
    }

    void setAcl(ACL rule) {
        acl = rule;
    }

    @Override
    public ACL getACL() {
        return acl;
    }
}
