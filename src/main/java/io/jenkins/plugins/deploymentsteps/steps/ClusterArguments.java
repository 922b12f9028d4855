package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.SecretText;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.fleet.ClusterSelection;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTargets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the arguments that say which cluster: a target, a file of the workspace, or a credential with what it lacks. */
final class ClusterArguments {
    private ClusterArguments() {}

    /**
     * Checks that the arguments go together and that none is a secret.
     *
     * @throws DeploymentException naming the argument that is missing, does not go with another, or is a secret, which is
     *     not repeated
     */
    static ClusterLocation location(ClusterLocation given) throws DeploymentException {
        refuseSecret("cluster", given.cluster());
        refuseSecret("kubeconfigFile", given.kubeconfigFile());
        refuseSecret("credentialsId", given.credentialsId());
        authority(given.caCertificate());
        if (given.cluster() != null) {
            refuseBeside("cluster", "the target says that", given);
        } else if (given.kubeconfigFile() != null) {
            refuseBeside("kubeconfigFile", "the file says that", given);
        } else {
            Arguments.required(
                    "credentialsId",
                    given.credentialsId(),
                    "the id of a kubeconfig, token, user or certificate credential; or name a target by 'cluster', or a"
                            + " file of the workspace by 'kubeconfigFile'");
        }
        return given;
    }

    /**
     * Checks what a step says of a cluster that an earlier step named.
     *
     * @return null if it says nothing else than that step did
     * @throws DeploymentException naming the argument that does not go with another, or is a secret
     */
    @CheckForNull
    static ClusterLocation other(
            @CheckForNull String cluster, @CheckForNull String kubeconfigFile, @CheckForNull String credentialsId)
            throws DeploymentException {
        return cluster == null && kubeconfigFile == null && credentialsId == null
                ? null
                : location(new ClusterLocation(cluster, kubeconfigFile, credentialsId, null, null, null, false));
    }

    /**
     * Checks the list of several targets.
     *
     * @param given what the other arguments say of a cluster
     * @return its items; at least one
     * @throws DeploymentException naming the argument that does not go together with the list, or what is wrong with it
     */
    static List<String> several(String list, ClusterLocation given) throws DeploymentException {
        List<String> items = Text.items(list);
        // Not the whole: a list may have many lines, as keys and kubeconfigs have.
        for (String item : items) {
            refuseSecret("clusters", item);
        }
        if (given.cluster() != null) {
            throw Arguments.invalid(
                    "cluster", "does not go together with 'clusters'. Add it there, and remove it here.");
        }
        refuseBeside("clusters", "the targets say that", given);
        ClusterSelection.check("clusters", items);
        return items;
    }

    private static void refuseBeside(String argument, String reason, ClusterLocation given) throws DeploymentException {
        Map<String, Object> others = new LinkedHashMap<>();
        boolean target = !argument.equals("kubeconfigFile");
        others.put("kubeconfigFile", target ? given.kubeconfigFile() : null);
        others.put("credentialsId", given.credentialsId());
        others.put("server", given.server());
        others.put("caCertificate", given.caCertificate());
        others.put("context", target ? given.context() : null);
        others.put("skipTlsVerify", target && given.skipTlsVerify() ? Boolean.TRUE : null);
        for (Map.Entry<String, Object> other : others.entrySet()) {
            if (other.getValue() != null) {
                throw Arguments.invalid(
                        other.getKey(),
                        "does not go together with '" + argument + "': " + reason + ". Remove one of them.");
            }
        }
    }

    /**
     * Checks a certificate authority.
     *
     * @throws DeploymentException if it holds a private key, which is not repeated
     */
    @CheckForNull
    static String authority(@CheckForNull String pem) throws DeploymentException {
        if (pem != null && pem.contains("PRIVATE KEY")) {
            throw secret("caCertificate");
        }
        return pem;
    }

    private static void refuseSecret(String argument, @CheckForNull String value) throws DeploymentException {
        if (SecretText.isLikely(value)) {
            throw secret(argument);
        }
    }

    private static DeploymentException secret(String argument) {
        return Arguments.invalid(
                argument,
                "this looks like a secret. The arguments of a step are kept in the build's files, so renew that secret."
                        + " Store the new one in Jenkins as a credential and give its id as credentialsId; what an earlier"
                        + " stage makes, leave in a file of the workspace and give its path as kubeconfigFile.");
    }

    /**
     * Fills the box of targets, for those who may configure the item.
     *
     * @param item where the jobs are; null outside of any, where only the global configuration counts
     * @param current the value that the box must keep
     */
    static ListBoxModel targets(@CheckForNull Item item, @CheckForNull String current) {
        ListBoxModel box = new ListBoxModel();
        String kept = Util.fixNull(current);
        if (CredentialsFields.mayList(item)) {
            box.add("", "");
            for (ClusterTarget target : ClusterTargets.at(item)) {
                box.add(target.getName(), target.getName());
            }
        }
        if (box.stream().noneMatch(option -> option.value.equals(kept))) {
            box.add(kept, kept);
        }
        return box;
    }
}
