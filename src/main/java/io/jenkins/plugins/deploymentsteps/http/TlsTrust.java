package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whose certificate a server may show.
 *
 * @param caCertificate one or several certificates in PEM: they alone are trusted, not those of this Java beside them,
 *     so that no public authority can speak for a private server; null for those of this Java
 * @param skipVerify whether any certificate for any host will do; the certificates do not matter then
 */
public record TlsTrust(@CheckForNull String caCertificate, boolean skipVerify) {
    /**
     * Builds what a client needs.
     *
     * @throws DeploymentException (invalid input) if the text is not certificates in PEM
     */
    SSLContext sslContext() throws DeploymentException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no usable TLS", e);
        }
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException, DeploymentException {
        if (skipVerify) {
            return new TrustManager[] {new TrustAnyone()};
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        boolean isGiven = caCertificate != null && !caCertificate.isBlank();
        // Null stands for the authorities of this Java.
        factory.init(isGiven ? store(certificates(caCertificate)) : (KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager authorities) {
                return new TrustManager[] {new TrustWhileValid(authorities)};
            }
        }
        throw new IllegalStateException("This Java has no X.509 trust manager");
    }

    private static KeyStore store(Collection<? extends Certificate> certificates) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("An empty key store cannot be made", e);
        }
        int count = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("ca" + count++, certificate);
        }
        return store;
    }

    private static Collection<? extends Certificate> certificates(String pem) throws DeploymentException {
        try {
            // Leading text, as "openssl x509 -text" writes it, would be refused.
            int begin = Math.max(0, pem.indexOf("-----BEGIN "));
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(pem.substring(begin).getBytes(StandardCharsets.UTF_8)));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            // The parser's words are about bytes; what to write is said below.
        }
        throw new DeploymentException(
                Kind.INVALID_INPUT,
                "The CA certificate cannot be read. It must be PEM: one or several blocks that begin with"
                        + " -----BEGIN CERTIFICATE-----, unbroken.");
    }

    /**
     * The JDK trusts a server's certificate that was given as it is (a self-signed one) without a look at its dates;
     * this adds it.
     */
    private static final class TrustWhileValid extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager authorities;

        TrustWhileValid(X509ExtendedTrustManager authorities) {
            this.authorities = authorities;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            authorities.checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            authorities.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            authorities.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            authorities.checkServerTrusted(chain, authType);
            chain[0].checkValidity();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            authorities.checkServerTrusted(chain, authType, socket);
            chain[0].checkValidity();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            authorities.checkServerTrusted(chain, authType, engine);
            chain[0].checkValidity();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.getAcceptedIssuers();
        }
    }

    /** Extended, or the host name would still be checked. */
    private static final class TrustAnyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // That is what was asked for.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            // That is what was asked for.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            // That is what was asked for.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // That is what was asked for.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            // That is what was asked for.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            // That is what was asked for.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
