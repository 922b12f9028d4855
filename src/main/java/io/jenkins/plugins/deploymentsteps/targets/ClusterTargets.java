package io.jenkins.plugins.deploymentsteps.targets;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.deploymentsteps.core.AntPattern;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.fleet.ClusterSelection;
import io.jenkins.plugins.deploymentsteps.core.guard.FreezeWindow;
import io.jenkins.plugins.deploymentsteps.core.guard.Freezes;
import io.jenkins.plugins.deploymentsteps.core.guard.TargetRules;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;

/**
 * Finds the target that a build names: in the folder nearest to its job, then in those above, then in the global
 * configuration, there only if the job's folder may use it. A target that does not exist and one that is not for the job
 * give the same message.
 */
public final class ClusterTargets {
    private ClusterTargets() {}

    /**
     * Replaces a target's name by what the target says, and refuses what administrators do not allow.
     *
     * @param run whose job decides what may be used
     * @param location as the step's arguments say
     * @throws DeploymentException (not found) if there is no such target for the job; (forbidden) if a target must be
     *     named, or this one is not allowed as it is; (invalid input) if its configuration cannot be used
     */
    public static ResolvedCluster resolve(Run<?, ?> run, ClusterLocation location) throws DeploymentException {
        DeploymentTargets global = DeploymentTargets.get();
        if (location.cluster() == null) {
            if (global.isOnlyNamedTargets()) {
                throw new DeploymentException(
                        Kind.FORBIDDEN,
                        (location.kubeconfigFile() == null ? "credentialsId" : "kubeconfigFile")
                                + ": the administrators of this Jenkins allow named targets only. Give cluster: 'NAME'"
                                + " instead, with a target of the global configuration or of a folder of this job.");
            }
            return new ResolvedCluster(location, false, null);
        }
        Found found = find(run.getParent().getParent(), location.cluster());
        ClusterTarget target = found.target;
        String called = "the target '" + target.getName() + "' (" + found.place + ")";
        TargetRules rules = new TargetRules(
                called,
                target.getClusterUid(),
                Text.items(target.getNamespaces()),
                target.isClusterScoped(),
                target.isProtected(),
                new Freezes(freezes(target, called), Text.items(target.getFreezeOverriders())));
        String authority = target.getCaCertificate();
        if (authority != null && authority.contains("PRIVATE KEY")) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "cluster: " + rules.target() + " has a private key as its CA certificate. Have an administrator"
                            + " renew that key, because it is kept as plain text, and give the certificate alone.");
        }
        if (target.isProtected()) {
            checkProtected(target, rules);
        }
        if (target.isInCluster()) {
            checkInCluster(found, global, rules);
        }
        return new ResolvedCluster(target.location(), target.isInCluster(), rules);
    }

    /** A freeze that cannot be read is no reason to deploy in it. */
    private static List<FreezeWindow> freezes(ClusterTarget target, String called) throws DeploymentException {
        List<FreezeWindow> windows = new ArrayList<>();
        for (TargetFreeze freeze : target.getFreezes()) {
            try {
                windows.add(freeze.toWindow());
            } catch (DeploymentException e) {
                throw new DeploymentException(
                        e.kind(),
                        "cluster: " + called
                                + " has a freeze that cannot be read. Have an administrator mend it: "
                                + e.getMessage());
            }
        }
        return windows;
    }

    private static void checkProtected(ClusterTarget target, TargetRules rules) throws DeploymentException {
        String problem = target.getClusterUid() == null
                ? "pins no UID of its cluster. An administrator pins it with the button 'Trust on first use'."
                : target.isSkipTlsVerify()
                        ? "leaves out the check of the server's certificate. Have an administrator give the cluster's CA"
                                + " certificate instead."
                        : null;
        if (problem != null) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT, "cluster: " + rules.target() + " is protected, and " + problem);
        }
    }

    private static void checkInCluster(Found found, DeploymentTargets global, TargetRules rules)
            throws DeploymentException {
        if (!found.global) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    "cluster: " + rules.target() + " wants to use the Jenkins controller's own account, which only a"
                            + " target of the global configuration may. Give it a credential.");
        }
        if (!global.isAllowInCluster()) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    "cluster: " + rules.target() + " wants to use the Jenkins controller's own account, which is not"
                            + " allowed. Give it a credential, or have an administrator allow it in the global"
                            + " configuration.");
        }
    }

    /**
     * Returns the targets that jobs at an item may name, the nearest first; of several with the same name only the one that
     * the name stands for.
     *
     * @param item a job, or the folder that jobs are in; null for jobs at the top
     */
    public static List<ClusterTarget> at(@CheckForNull Item item) {
        ItemGroup<?> group = item == null
                ? Jenkins.get()
                : item instanceof ItemGroup<?> folder && !(item instanceof Job) ? folder : item.getParent();
        List<ClusterTarget> all = new ArrayList<>();
        for (Found each : visible(group)) {
            if (all.stream().noneMatch(other -> other.getName().equals(each.target.getName()))) {
                all.add(each.target);
            }
        }
        return all;
    }

    /**
     * Finds out which targets a list of names and labels means.
     *
     * @param run whose job decides what may be used
     * @param items names, {@code label:KEY} or {@code label:KEY=VALUE}
     * @return the targets' names in the order of the items, each once; at least one
     * @throws DeploymentException (not found) if there is no such target for the job, or none with such a label; (invalid
     *     input) if an item cannot mean anything
     */
    public static List<String> select(Run<?, ?> run, List<String> items) throws DeploymentException {
        return ClusterSelection.select(
                "clusters",
                items,
                at(run.getParent()).stream()
                        .map(target -> new ClusterSelection.Candidate(target.getName(), Text.items(target.getLabels())))
                        .toList());
    }

    private static Found find(ItemGroup<?> group, String name) throws DeploymentException {
        Found first = null;
        for (Found each : visible(group)) {
            if (each.target.getName().equals(name)) {
                if (first == null) {
                    first = each;
                } else if (first.place.equals(each.place)) {
                    throw new DeploymentException(
                            Kind.INVALID_INPUT,
                            "cluster: the " + each.place + " has two targets with the name '" + Text.shorten(name, 100)
                                    + "'. Have one of them renamed.");
                }
            }
        }
        if (first == null) {
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    "cluster: there is no target '" + Text.shorten(name, 100)
                            + "' that this job may use. Targets are configured in the folders above the job and in the"
                            + " global configuration, there with the folders that may use them.");
        }
        return first;
    }

    private static List<Found> visible(ItemGroup<?> group) {
        List<Found> found = new ArrayList<>();
        for (ItemGroup<?> at = group; at instanceof Item item; at = item.getParent()) {
            if (at instanceof AbstractFolder<?> folder) {
                FolderTargets targets = folder.getProperties().get(FolderTargets.class);
                if (targets != null) {
                    targets.getClusters()
                            .forEach(target ->
                                    found.add(new Found(target, "folder '" + folder.getFullName() + "'", false)));
                }
            }
        }
        String folder = group.getFullName();
        for (ClusterTarget target : DeploymentTargets.get().getClusters()) {
            if (mayUse(folder, Text.items(target.getFolders()))) {
                found.add(new Found(target, "global configuration", true));
            }
        }
        return found;
    }

    /** A pattern that fits a folder fits everything below it, too; a job at the top is in no folder. */
    private static boolean mayUse(String folder, List<String> patterns) {
        if (patterns.isEmpty()) {
            return true;
        }
        for (int end = folder.length(); end > 0; end = folder.lastIndexOf('/', end - 1)) {
            String above = folder.substring(0, end);
            if (patterns.stream().anyMatch(pattern -> AntPattern.of(pattern).matches(above))) {
                return true;
            }
        }
        return false;
    }

    private record Found(ClusterTarget target, String place, boolean global) {}
}
