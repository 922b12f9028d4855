package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
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
     * Returns what decides about a server's certificate. With {@code skipVerify}, a client that compares the host's name
     * by itself must be told not to.
     *
     * @throws DeploymentException (invalid input) if the text is not certificates in PEM
     */
    public X509ExtendedTrustManager trustManager() throws DeploymentException {
        if (skipVerify) {
            return new TrustAnyone();
        }
        boolean isGiven = caCertificate != null && !caCertificate.isBlank();
        List<X509Certificate> given =
                isGiven ? Pem.certificates("The server's CA certificate", caCertificate) : List.of();
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            // Null stands for the authorities of this Java.
            factory.init(isGiven ? store(given) : null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager authorities) {
                    return new TrustWhileValid(authorities);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no usable TLS", e);
        }
        throw new IllegalStateException("This Java has no X.509 trust manager");
    }

    /**
     * Returns the TLS of one connection.
     *
     * @param trust decides about the server's certificate
     * @param identity our own certificates, none for nobody
     */
    public static SSLContext context(X509ExtendedTrustManager trust, KeyManager... identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no usable TLS", e);
        }
    }

    private static KeyStore store(List<? extends Certificate> certificates) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("An empty key store cannot be made", e);
        }
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca" + i, certificates.get(i));
        }
        return store;
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

    /** For a connection that asked for it by name. Extended, or the JDK would still check the host's name. */
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
