package io.jenkins.plugins.deploymentsteps.credentials;

import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterAuth;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.Kubeconfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Makes a connection to a cluster of a credential that was found. No message holds a part of the credential. */
final class ClusterCredentials {
    static final String TYPES =
            "a secret file (kubeconfig), secret text (token), username with password, or certificate credential";

    /** Far beyond any kubeconfig; a credential file of that size is another file by mistake. */
    private static final int LARGEST_FILE = 1024 * 1024;

    private ClusterCredentials() {}

    /**
     * Makes the connection.
     *
     * @param credentials those that the location's id names
     * @throws DeploymentException naming the argument that is missing or does not fit, or the credential's id
     */
    static ClusterConnection connection(StandardCredentials credentials, ClusterLocation location)
            throws DeploymentException {
        String id = String.valueOf(location.credentialsId());
        if (credentials instanceof FileCredentials file) {
            return kubeconfig(file, id, location);
        }
        if (location.context() != null) {
            throw RunCredentials.invalid("context: only a kubeconfig has contexts, and the credential '" + id
                    + "' is none. Remove the argument.");
        }
        if (location.server() == null) {
            throw RunCredentials.invalid(
                    "server: missing. The credential '" + id
                            + "' does not say which API server it is for; give its URL, such as https://kubernetes.example:6443.");
        }
        return new ClusterConnection(
                location.server(),
                location.caCertificate(),
                auth(credentials, id),
                null,
                location.skipTlsVerify(),
                null);
    }

    private static ClusterConnection kubeconfig(FileCredentials file, String id, ClusterLocation location)
            throws DeploymentException {
        if (location.server() != null || location.caCertificate() != null) {
            throw RunCredentials.invalid((location.server() != null ? "server" : "caCertificate") + ": the kubeconfig '"
                    + id + "' says that already. Remove the argument.");
        }
        String text = text(file, id);
        ClusterConnection parsed;
        try {
            parsed = Kubeconfig.parse(text, location.context());
            FipsMode.checkUrl("cluster.server", parsed.server());
        } catch (DeploymentException e) {
            throw new DeploymentException(e.kind(), "The credential '" + id + "': " + e.getMessage());
        }
        return location.skipTlsVerify() ? parsed.withoutTlsVerify() : parsed;
    }

    private static ClusterAuth auth(StandardCredentials credentials, String id) throws DeploymentException {
        if (credentials instanceof StringCredentials token) {
            return new ClusterAuth.Token(RunCredentials.secret(token.getSecret(), id));
        }
        if (credentials instanceof StandardUsernamePasswordCredentials user) {
            return new ClusterAuth.UserPassword(user.getUsername(), RunCredentials.secret(user.getPassword(), id));
        }
        if (credentials instanceof StandardCertificateCredentials certificate) {
            return KeyStorePem.clientCertificate(certificate, id);
        }
        throw RunCredentials.wrongType(credentials, id, TYPES);
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
            throw RunCredentials.invalid("The credential '" + id + "' is larger than 1 MiB and thus no kubeconfig.");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            // Without the cause: nothing of the content.
            throw RunCredentials.invalid("The credential '" + id + "' is not a text file and thus no kubeconfig.");
        }
        if (text.isBlank()) {
            throw RunCredentials.empty(id);
        }
        return text;
    }
}
