package io.jenkins.plugins.deploymentsteps.kubernetes;

import java.util.List;

/** As whom we speak to a cluster. No value of it appears in {@code toString}. */
public sealed interface ClusterAuth {
    /** Returns what must appear in no log, message, file or page. */
    List<String> secrets();

    /**
     * A bearer token: of a ServiceAccount or of a user.
     *
     * @param token without surrounding white space
     */
    record Token(String token) implements ClusterAuth {
        /** Strips the line break that a token copied from a file ends in. */
        public Token {
            token = token.strip();
        }

        @Override
        public List<String> secrets() {
            return List.of(token);
        }

        @Override
        public String toString() {
            return "Token[****]";
        }
    }

    /**
     * HTTP basic authentication, as a proxy before an API server may ask for it.
     *
     * @param user the user's name
     * @param password the user's password
     */
    record UserPassword(String user, String password) implements ClusterAuth {
        @Override
        public List<String> secrets() {
            return List.of(password);
        }

        @Override
        public String toString() {
            return "UserPassword[" + user + ", ****]";
        }
    }

    /**
     * A TLS client certificate.
     *
     * @param certificate PEM, the client's own certificate first
     * @param key the certificate's private key, PEM, not encrypted
     */
    record ClientCertificate(String certificate, String key) implements ClusterAuth {
        @Override
        public List<String> secrets() {
            return List.of(key);
        }

        @Override
        public String toString() {
            return "ClientCertificate[****]";
        }
    }
}
