package io.jenkins.plugins.deploymentsteps.targets;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.credentials.ItemCredentials;
import io.jenkins.plugins.deploymentsteps.credentials.JenkinsProxy;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterProbe;
import io.jenkins.plugins.deploymentsteps.kubernetes.InClusterAccount;
import jenkins.model.Jenkins;

/** The button "Test connection": the only place where a form opens a connection. */
final class ConnectionTest {
    private ConnectionTest() {}

    /**
     * Whether the user may try connections at an item.
     *
     * @param item that is configured; null for the global configuration
     */
    static boolean isAllowed(@CheckForNull Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }

    /**
     * Refuses who may not: a connection would show whether a host is there, and take a credential to it.
     *
     * @throws org.springframework.security.access.AccessDeniedException to refuse
     */
    static void check(@CheckForNull Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }

    /**
     * Tries what a form says.
     *
     * @param item where the credential must be found; null for the global configuration
     * @return what the cluster is; its UID also as the attribute {@code data-cluster-uid}, for the button that pins it
     */
    static FormValidation run(@CheckForNull Item item, ClusterTarget target) {
        Redactor redactor = Redactor.NONE;
        try {
            ClusterConnection connection = connection(item, target);
            redactor = Redactor.of(connection.secrets());
            ConnectionPolicy.check(connection.server(), connection.skipTlsVerify());
            return found(ClusterProbe.probe(connection, JenkinsProxy.settings()), target.getClusterUid());
        } catch (DeploymentException e) {
            return FormValidation.error(Text.printable(redactor.redact(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FormValidation.error(Messages.ConnectionTest_Interrupted());
        }
    }

    private static ClusterConnection connection(@CheckForNull Item item, ClusterTarget target)
            throws DeploymentException {
        String server = target.getServer();
        String problem = server == null ? null : TargetFields.serverProblem(server);
        if (problem == null && target.isInCluster()) {
            problem = TargetFields.inClusterProblem(item);
        }
        if (problem != null) {
            throw new DeploymentException(Kind.INVALID_INPUT, problem);
        }
        return target.isInCluster() ? InClusterAccount.read() : ItemCredentials.cluster(item, target.location());
    }

    private static FormValidation found(ClusterProbe.Facts facts, @CheckForNull String pinned) {
        String uid = facts.uid();
        if (pinned != null && !pinned.equals(uid)) {
            return FormValidation.error(
                    uid == null
                            ? Messages.ConnectionTest_UidUnreadable(facts.server())
                            : Messages.ConnectionTest_OtherCluster(facts.server(), pinned, uid));
        }
        String text = Messages.ConnectionTest_Connected(
                facts.server(),
                facts.version(),
                facts.user() == null ? Messages.ConnectionTest_UnknownUser() : facts.user(),
                uid == null ? Messages.ConnectionTest_UnknownUid() : uid);
        String shown = Util.escape(Text.shorten(text, 1000));
        return FormValidation.okWithMarkup(
                uid == null
                        ? shown
                        : "<span data-cluster-uid=\"" + Util.escape(Text.shorten(uid, 80)) + "\">" + shown + "</span>");
    }
}
