package io.jenkins.plugins.deploymentsteps.credentials;

import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterAuth;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** Takes the client certificate of a certificate credential out of its key store, as PEM text (RFC 7468). */
final class KeyStorePem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private KeyStorePem() {}

    /**
     * Reads the one private key and its certificate chain.
     *
     * @throws DeploymentException if there is not exactly one, or it cannot be read with the credential's password
     */
    static ClusterAuth.ClientCertificate clientCertificate(StandardCertificateCredentials credentials, String id)
            throws DeploymentException {
        try {
            KeyStore store = credentials.getKeyStore();
            String alias = null;
            for (String each : Collections.list(store.aliases())) {
                if (store.isKeyEntry(each)) {
                    if (alias != null) {
                        throw invalid(
                                "The certificate credential '" + id + "' holds several private keys. Leave one in it.");
                    }
                    alias = each;
                }
            }
            if (alias == null) {
                throw invalid("The certificate credential '" + id + "' holds no private key.");
            }
            Key key =
                    store.getKey(alias, credentials.getPassword().getPlainText().toCharArray());
            if (key == null || key.getEncoded() == null) {
                throw invalid("The private key of the certificate credential '" + id + "' cannot be exported.");
            }
            StringBuilder chain = new StringBuilder();
            for (Certificate certificate : List.of(store.getCertificateChain(alias))) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return new ClusterAuth.ClientCertificate(chain.toString(), pem("PRIVATE KEY", key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The certificate credential '" + id + "' cannot be opened. Check its password in Jenkins.",
                    e);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static DeploymentException invalid(String message) {
        return new DeploymentException(Kind.INVALID_INPUT, message);
    }
}
