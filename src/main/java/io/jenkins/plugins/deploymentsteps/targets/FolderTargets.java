package io.jenkins.plugins.deploymentsteps.targets;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import java.util.ArrayList;
import java.util.List;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.StaplerRequest2;

/** A folder's clusters, for the jobs in it and below. */
public final class FolderTargets extends AbstractFolderProperty<AbstractFolder<?>> {
    private final List<ClusterTarget> clusters;

    /** @param clusters in the order of the form; null for none */
    @DataBoundConstructor
    public FolderTargets(@CheckForNull List<ClusterTarget> clusters) {
        this.clusters = clusters == null ? new ArrayList<>() : new ArrayList<>(clusters);
    }

    /** Returns the clusters, in the order of the form. */
    public List<ClusterTarget> getClusters() {
        // A configuration file may lack the element.
        return clusters == null ? List.of() : List.copyOf(clusters);
    }

    /** Describes the property to Jenkins. */
    @Extension
    @Symbol("deploymentTargets")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @Override
        public String getDisplayName() {
            return Messages.DeploymentTargets_DisplayName();
        }

        /** Leaves nothing in a folder that has no clusters. */
        @Override
        @CheckForNull
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            AbstractFolderProperty<?> made = super.newInstance(request, form);
            return made instanceof FolderTargets targets
                            && targets.getClusters().isEmpty()
                    ? null
                    : made;
        }
    }
}
