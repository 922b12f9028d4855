package io.jenkins.plugins.deploymentsteps.credentials;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.Secret;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoAuth;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoConnection;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.SecretText;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.git.GitAuth;
import io.jenkins.plugins.deploymentsteps.git.GitConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import java.util.List;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * Resolves credential ids for a build: the only place that does.
 *
 * <p>Lookup is by the build, so that a job gets what its folder and the identity it runs as may use, and nothing else;
 * each use is recorded. There is no fallback to another identity. A credential that does not exist and one that the
 * job may not use give the same message.
 */
public final class RunCredentials {
    private static final String GIT_TYPES = "a username with password, secret text (token), or SSH key credential";
    private static final String ARGO_TYPES = "a secret text (API token) or username with password credential";

    private final Run<?, ?> run;
    private final TaskListener listener;

    /**
     * Prepares lookups for a build.
     *
     * @param run whose job decides what may be used
     * @param listener is told by the Git client plugin about SSH host keys that it accepts for the first time
     */
    public RunCredentials(Run<?, ?> run, TaskListener listener) {
        this.run = run;
        this.listener = listener;
    }

    /**
     * Resolves the connection to a cluster.
     *
     * @throws DeploymentException naming the argument that is missing or does not fit, or the credential's id; never
     *     a part of its content
     */
    public ClusterConnection cluster(ClusterLocation location) throws DeploymentException {
        FipsMode.checkUrl("server", location.server());
        FipsMode.checkSkipTlsVerify(location.skipTlsVerify());
        return ClusterCredentials.connection(
                find(
                        location.credentialsId(),
                        location.server(),
                        CredentialDomain.ofServer(location.server()),
                        ClusterCredentials.TYPES),
                location);
    }

    /**
     * Resolves the connection to a Git repository.
     *
     * @param url of the repository
     * @param credentialsId null for nobody
     * @throws DeploymentException naming the credential's id; never a part of its content
     */
    public GitConnection repository(String url, @CheckForNull String credentialsId) throws DeploymentException {
        FipsMode.checkUrl("url", url);
        if (credentialsId == null) {
            return new GitConnection(url, new GitAuth.None());
        }
        StandardCredentials credentials = find(credentialsId, url, CredentialDomain.ofRepository(url), GIT_TYPES);
        return new GitConnection(url, gitAuth(credentials, credentialsId));
    }

    private GitAuth gitAuth(StandardCredentials credentials, String id) throws DeploymentException {
        if (credentials instanceof StandardUsernamePasswordCredentials user) {
            return new GitAuth.UserPassword(user.getUsername(), secret(user.getPassword(), id));
        }
        if (credentials instanceof StringCredentials token) {
            // Git hosts look at the token alone, but some refuse an empty user name.
            return new GitAuth.UserPassword("oauth2", secret(token.getSecret(), id));
        }
        if (credentials instanceof SSHUserPrivateKey key) {
            List<String> keys = key.getPrivateKeys();
            if (keys.isEmpty() || keys.get(0).isBlank()) {
                throw empty(id);
            }
            Secret passphrase = key.getPassphrase();
            return new GitAuth.SshKey(
                    key.getUsername(),
                    keys.get(0),
                    passphrase == null || passphrase.getPlainText().isEmpty() ? null : passphrase.getPlainText(),
                    () -> GitHostKeyVerificationConfiguration.get()
                            .getSshHostKeyVerificationStrategy()
                            .getVerifier()
                            .forJGit(listener)
                            .getServerKeyDatabase());
        }
        throw wrongType(credentials, id, GIT_TYPES);
    }

    /**
     * Resolves the connection to an Argo CD server.
     *
     * @throws DeploymentException naming the argument that is missing, or the credential's id; never a part of its
     *     content
     */
    public ArgoConnection argo(ArgoLocation location) throws DeploymentException {
        if (location.server() == null) {
            throw invalid("server: missing. Give the URL of the Argo CD server, such as https://argocd.example.");
        }
        FipsMode.checkUrl("server", location.server());
        FipsMode.checkSkipTlsVerify(location.skipTlsVerify());
        StandardCredentials credentials = find(
                location.credentialsId(), location.server(), CredentialDomain.ofServer(location.server()), ARGO_TYPES);
        ArgoAuth auth;
        if (credentials instanceof StringCredentials token) {
            auth = new ArgoAuth.Token(secret(token.getSecret(), location.credentialsId()));
        } else if (credentials instanceof StandardUsernamePasswordCredentials user) {
            auth = new ArgoAuth.UserPassword(user.getUsername(), secret(user.getPassword(), location.credentialsId()));
        } else {
            throw wrongType(credentials, location.credentialsId(), ARGO_TYPES);
        }
        return new ArgoConnection(location.server(), location.caCertificate(), auth, location.skipTlsVerify());
    }

    /** Finds a credential that the build may use for a URL, and records the use. */
    private StandardCredentials find(
            @CheckForNull String id, @CheckForNull String url, List<DomainRequirement> requirements, String types)
            throws DeploymentException {
        String usable = usableId(id, types);
        StandardCredentials found =
                CredentialsProvider.findCredentialById(usable, StandardCredentials.class, run, requirements);
        if (found == null) {
            throw notFound(usable, url, types);
        }
        // The lookup by id does not record every use (a TODO in the Credentials plugin itself); recording twice is
        // harmless.
        CredentialsProvider.track(run, found);
        return found;
    }

    /**
     * Returns an id that can be one.
     *
     * @throws DeploymentException (invalid input) if there is none, or it looks like the secret itself, which is not
     *     repeated
     */
    static String usableId(@CheckForNull String id, String types) throws DeploymentException {
        if (id == null) {
            throw invalid("credentialsId: missing. Name " + types
                    + ". The identity of the Jenkins controller is never used.");
        }
        if (SecretText.isLikely(id)) {
            throw invalid("credentialsId: this looks like a secret, not like the id of a credential. The arguments of a"
                    + " step are kept in the build's files, so renew that secret. Store the new one in Jenkins as "
                    + types
                    + " and give its id; a kubeconfig that an earlier stage makes goes through a workspace file,"
                    + " see kubeconfigFile.");
        }
        return id;
    }

    /** Says that a credential cannot be used, in the same words whether it does not exist or is not for this job. */
    static DeploymentException notFound(String id, @CheckForNull String url, String types) {
        return new DeploymentException(
                Kind.NOT_FOUND,
                "credentialsId: there is no credential '" + Text.shorten(id, 200) + "' that this job may use"
                        + (url == null ? "" : " for " + Text.shorten(withoutUserInfo(url), 200))
                        + ". Check its id, folder, scope and domain; it must be " + types + ".");
    }

    private static String withoutUserInfo(String url) {
        return url.replaceFirst("//[^/@]*@", "//");
    }

    /** Returns a secret without the line end that a file or a terminal left. */
    static String secret(Secret secret, String id) throws DeploymentException {
        String text = secret.getPlainText().stripTrailing();
        if (text.isEmpty()) {
            throw empty(id);
        }
        return text;
    }

    static DeploymentException empty(String id) {
        return invalid("The credential '" + id + "' is empty.");
    }

    static DeploymentException wrongType(StandardCredentials credentials, String id, String types) {
        String type = credentials.getDescriptor().getDisplayName();
        return invalid("The credential '" + id + "' is of the type '" + type + "'. It must be " + types + ".");
    }

    static DeploymentException invalid(String message) {
        return new DeploymentException(Kind.INVALID_INPUT, message);
    }
}
