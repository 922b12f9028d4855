package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom a connection trusts and how it shows who it is; for this one connection only. */
@SuppressWarnings("ArrayRecordComponent")
record TlsSettings(@CheckForNull KeyManager[] keyManagers, TrustManager[] trustManagers) {
    private static final char[] NO_PASSWORD = new char[0];

    /**
     * Prepares the certificates of a connection.
     *
     * @throws DeploymentException (invalid input) if one of them cannot be used
     */
    static TlsSettings of(ClusterConnection connection) throws DeploymentException {
        try {
            KeyManager[] keys = connection.auth() instanceof ClusterAuth.ClientCertificate client ? keys(client) : null;
            return new TlsSettings(keys, trust(connection));
        } catch (GeneralSecurityException | IOException e) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The certificates of the connection to " + connection.server() + " cannot be used.",
                    e);
        }
    }

    private static TrustManager[] trust(ClusterConnection connection)
            throws DeploymentException, GeneralSecurityException, IOException {
        if (connection.skipTlsVerify()) {
            return new TrustManager[] {new TrustsAnybody()};
        }
        KeyStore trusted = null;
        String authority = connection.caCertificate();
        if (authority != null && !authority.isBlank()) {
            trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, NO_PASSWORD);
            int number = 0;
            for (X509Certificate certificate : Pem.certificates("The cluster's CA certificate", authority)) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return new TrustManager[] {new ChecksDates(x509)};
            }
        }
        throw new GeneralSecurityException("no trust manager for X.509");
    }

    private static KeyManager[] keys(ClusterAuth.ClientCertificate client)
            throws DeploymentException, GeneralSecurityException, IOException {
        List<X509Certificate> chain = Pem.certificates("The client certificate", client.certificate());
        PrivateKey key = Pem.privateKey("The client certificate's key", client.key());
        X509Certificate own = chain.get(0);
        Instant end = own.getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            throw new DeploymentException(
                    Kind.UNAUTHORIZED, "The client certificate expired at " + end + ". Renew it and the credential.");
        }
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

    /** Java does not look at the dates of a certificate that is itself the trusted one, as a self-signed server's is. */
    private record ChecksDates(X509TrustManager manager) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkServerTrusted(chain, authType);
            chain[0].checkValidity();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return manager.getAcceptedIssuers();
        }
    }

    /** For a connection that asked for it by name; whoever opens it is told. */
    private static final class TrustsAnybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // It is never a server.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // skipTlsVerify
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
