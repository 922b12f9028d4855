package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.http.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** Shows a server who we are by a certificate, for one connection only. */
final class ClientIdentity {
    private static final char[] NO_PASSWORD = new char[0];

    private ClientIdentity() {}

    /**
     * Prepares the certificates that a connection shows.
     *
     * @return none where it shows none
     * @throws DeploymentException (invalid input) if certificate or key cannot be used; (unauthorized) if the certificate
     *     has expired
     */
    static KeyManager[] of(ClusterAuth auth) throws DeploymentException {
        if (!(auth instanceof ClusterAuth.ClientCertificate client)) {
            return new KeyManager[0];
        }
        List<X509Certificate> chain = Pem.certificates("The client certificate", client.certificate());
        PrivateKey key = Pem.privateKey("The client certificate's key", client.key());
        X509Certificate own = chain.get(0);
        Instant end = own.getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            throw new DeploymentException(
                    Kind.UNAUTHORIZED, "The client certificate expired at " + end + ". Renew it and the credential.");
        }
        try {
            if (!belongTogether(key, own.getPublicKey())) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT, "The client certificate and its key do not belong together.");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT, "The client certificate and its key cannot be used by this Java.", e);
        }
    }

    /** Whether what the key signs is what the certificate's public key verifies. */
    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] sample = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(sample);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(publicKey);
        verifying.update(sample);
        return verifying.verify(signature);
    }
}
