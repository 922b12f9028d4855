package io.jenkins.plugins.deploymentsteps.targets;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The global configuration: clusters that jobs name, and what no job may do. */
@Extension
@Symbol("deploymentTargets")
public final class DeploymentTargets extends GlobalConfiguration {
    private volatile List<ClusterTarget> clusters = new ArrayList<>();
    private volatile boolean onlyNamedTargets;
    private volatile boolean forbidSkipTlsVerify;
    private volatile boolean allowInCluster;
    private volatile boolean forbidUrlSources;
    private volatile boolean forbidCredentialsOnAgents;

    /** Reads what was saved. */
    public DeploymentTargets() {
        load();
    }

    /** Returns the one configuration. */
    public static DeploymentTargets get() {
        return ExtensionList.lookupSingleton(DeploymentTargets.class);
    }

    /** Returns the clusters, in the order of the form. */
    public List<ClusterTarget> getClusters() {
        // A configuration file may lack the element.
        List<ClusterTarget> all = clusters;
        return all == null ? List.of() : List.copyOf(all);
    }

    /** Sets the clusters. */
    @DataBoundSetter
    public void setClusters(@CheckForNull List<ClusterTarget> clusters) {
        this.clusters = clusters == null ? new ArrayList<>() : new ArrayList<>(clusters);
        save();
    }

    /** Returns whether steps must name a target and may not say server and credential themselves. */
    public boolean isOnlyNamedTargets() {
        return onlyNamedTargets;
    }

    /** Sets whether steps must name a target and may not say server and credential themselves. */
    @DataBoundSetter
    public void setOnlyNamedTargets(boolean onlyNamedTargets) {
        this.onlyNamedTargets = onlyNamedTargets;
        save();
    }

    /** Returns whether no step and no target may leave out the check of a server's certificate. */
    public boolean isForbidSkipTlsVerify() {
        return forbidSkipTlsVerify;
    }

    /** Sets whether no step and no target may leave out the check of a server's certificate. */
    @DataBoundSetter
    public void setForbidSkipTlsVerify(boolean forbidSkipTlsVerify) {
        this.forbidSkipTlsVerify = forbidSkipTlsVerify;
        save();
    }

    /** Returns whether targets may use the controller's own account in the cluster that it runs in. */
    public boolean isAllowInCluster() {
        return allowInCluster;
    }

    /** Sets whether targets may use the controller's own account in the cluster that it runs in. */
    @DataBoundSetter
    public void setAllowInCluster(boolean allowInCluster) {
        this.allowInCluster = allowInCluster;
        save();
    }

    /** Returns whether no step may apply files of the network. */
    public boolean isForbidUrlSources() {
        return forbidUrlSources;
    }

    /** Sets whether no step may apply files of the network. */
    @DataBoundSetter
    public void setForbidUrlSources(boolean forbidUrlSources) {
        this.forbidUrlSources = forbidUrlSources;
        save();
    }

    /** Returns whether no step may send a cluster's credential to an agent. */
    public boolean isForbidCredentialsOnAgents() {
        return forbidCredentialsOnAgents;
    }

    /** Sets whether no step may send a cluster's credential to an agent. */
    @DataBoundSetter
    public void setForbidCredentialsOnAgents(boolean forbidCredentialsOnAgents) {
        this.forbidCredentialsOnAgents = forbidCredentialsOnAgents;
        save();
    }

    /** Takes what the form says; a list that was emptied is not in its data, so nothing else would set it. */
    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        super.configure(request, json);
        if (!json.has("clusters")) {
            setClusters(List.of());
        }
        return true;
    }

    @Override
    public String getDisplayName() {
        return Messages.DeploymentTargets_DisplayName();
    }
}
