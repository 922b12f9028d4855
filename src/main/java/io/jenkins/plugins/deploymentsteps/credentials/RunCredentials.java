package io.jenkins.plugins.deploymentsteps.credentials;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.Secret;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoAuth;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoConnection;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.git.GitAuth;
import io.jenkins.plugins.deploymentsteps.git.GitConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterAuth;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.Kubeconfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * Resolves credential ids for a build: the only place that does.
 *
 * <p>Lookup is by the build, so that a job gets what its folder and the identity it runs as may use, and nothing else;
 * each use is recorded. There is no fallback to another identity. A credential that does not exist and one that the
 * job may not use give the same message.
 */
public final class RunCredentials {
    /** Far beyond any kubeconfig; a credential file of that size is another file by mistake. */
    private static final int LARGEST_FILE = 1024 * 1024;

    private static final String CLUSTER_TYPES =
            "a secret file (kubeconfig), secret text (token), username with password," + " or certificate credential";
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
        StandardCredentials credentials = find(location.credentialsId(), location.server(), CLUSTER_TYPES);
        if (credentials instanceof FileCredentials file) {
            return kubeconfig(file, location);
        }
        if (location.context() != null) {
            throw invalid("context: only a kubeconfig has contexts, and the credential '" + location.credentialsId()
                    + "' is none. Remove the argument.");
        }
        if (location.server() == null) {
            throw invalid(
                    "server: missing. The credential '" + location.credentialsId()
                            + "' does not say which API server it is for; give its URL, such as https://kubernetes.example:6443.");
        }
        return new ClusterConnection(
                location.server(),
                location.caCertificate(),
                clusterAuth(credentials, location.credentialsId()),
                null,
                location.skipTlsVerify(),
                null);
    }

    private ClusterConnection kubeconfig(FileCredentials file, ClusterLocation location) throws DeploymentException {
        if (location.server() != null || location.caCertificate() != null) {
            throw invalid((location.server() != null ? "server" : "caCertificate") + ": the kubeconfig '"
                    + location.credentialsId() + "' says that already. Remove the argument.");
        }
        String text = text(file, location.credentialsId());
        ClusterConnection parsed;
        try {
            parsed = Kubeconfig.parse(text, location.context());
            FipsMode.checkUrl("cluster.server", parsed.server());
        } catch (DeploymentException e) {
            throw new DeploymentException(
                    e.kind(), "The credential '" + location.credentialsId() + "': " + e.getMessage());
        }
        return new ClusterConnection(
                parsed.server(),
                parsed.caCertificate(),
                parsed.auth(),
                parsed.namespace(),
                location.skipTlsVerify(),
                parsed.tlsServerName());
    }

    private static ClusterAuth clusterAuth(StandardCredentials credentials, String id) throws DeploymentException {
        if (credentials instanceof StringCredentials token) {
            return new ClusterAuth.Token(secret(token.getSecret(), id));
        }
        if (credentials instanceof StandardUsernamePasswordCredentials user) {
            return new ClusterAuth.UserPassword(user.getUsername(), secret(user.getPassword(), id));
        }
        if (credentials instanceof StandardCertificateCredentials certificate) {
            return KeyStorePem.clientCertificate(certificate, id);
        }
        throw wrongType(credentials, id, CLUSTER_TYPES);
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
        StandardCredentials credentials = find(credentialsId, url, GIT_TYPES);
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
        StandardCredentials credentials = find(location.credentialsId(), location.server(), ARGO_TYPES);
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
    private StandardCredentials find(@CheckForNull String id, @CheckForNull String url, String types)
            throws DeploymentException {
        if (id == null) {
            throw invalid("credentialsId: missing. Name " + types
                    + ". The identity of the Jenkins controller is never used.");
        }
        List<DomainRequirement> requirements =
                url == null ? List.of() : URIRequirementBuilder.fromUri(url).build();
        StandardCredentials found =
                CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, requirements);
        if (found == null) {
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    "credentialsId: there is no credential '" + Text.shorten(id, 200) + "' that this job may use"
                            + (url == null ? "" : " for " + Text.shorten(withoutUserInfo(url), 200))
                            + ". Check its id, folder, scope and domain; it must be " + types + ".");
        }
        // The lookup by id does not record every use (a TODO in the Credentials plugin itself); recording twice is
        // harmless.
        CredentialsProvider.track(run, found);
        return found;
    }

    private static String withoutUserInfo(String url) {
        return url.replaceFirst("//[^/@]*@", "//");
    }

    /** Returns a secret without the line end that a file or a terminal left. */
    private static String secret(Secret secret, String id) throws DeploymentException {
        String text = secret.getPlainText().stripTrailing();
        if (text.isEmpty()) {
            throw empty(id);
        }
        return text;
    }

    private static String text(FileCredentials file, String id) throws DeploymentException {
        byte[] bytes;
        try (InputStream in = file.getContent()) {
            bytes = in.readNBytes(LARGEST_FILE + 1);
        } catch (IOException e) {
            throw new DeploymentException(
                    Kind.UNAVAILABLE, "The credential '" + id + "' cannot be read from where it is stored.", e);
        }
        if (bytes.length > LARGEST_FILE) {
            throw invalid("The credential '" + id + "' is larger than 1 MiB and thus no kubeconfig.");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            // Without the cause: nothing of the content.
            throw invalid("The credential '" + id + "' is not a text file and thus no kubeconfig.");
        }
        if (text.isBlank()) {
            throw empty(id);
        }
        return text;
    }

    private static DeploymentException empty(String id) {
        return invalid("The credential '" + id + "' is empty.");
    }

    private static DeploymentException wrongType(StandardCredentials credentials, String id, String types) {
        String type = credentials.getDescriptor().getDisplayName();
        return invalid("The credential '" + id + "' is of the type '" + type + "'. It must be " + types + ".");
    }

    private static DeploymentException invalid(String message) {
        return new DeploymentException(Kind.INVALID_INPUT, message);
    }
}
