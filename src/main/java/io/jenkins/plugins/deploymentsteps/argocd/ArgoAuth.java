package io.jenkins.plugins.deploymentsteps.argocd;

/** Who we are to an Argo CD server. Its text forms never show a secret. */
public sealed interface ArgoAuth {
    /**
     * An API token, of an account with the {@code apiKey} capability or of a project role.
     *
     * @param token the token (a JWT)
     */
    record Token(String token) implements ArgoAuth {
        @Override
        public String toString() {
            return "Token[****]";
        }
    }

    /**
     * A local account. A session is opened with it at the first request, and once more when the server says that the
     * session is over.
     *
     * @param user the name of the account
     * @param password its password
     */
    record UserPassword(String user, String password) implements ArgoAuth {
        @Override
        public String toString() {
            return "UserPassword[user=" + user + ", password=****]";
        }
    }
}
