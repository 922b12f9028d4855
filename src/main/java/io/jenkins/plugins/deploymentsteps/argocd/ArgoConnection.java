package io.jenkins.plugins.deploymentsteps.argocd;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/**
 * Which Argo CD server to talk to, and as whom.
 *
 * @param url such as {@code https://argocd.example.com}, or with the root path under which the server runs
 * @param caCertificate the only certificate authorities (PEM, one or several) that may have signed the server's
 *     certificate; null for those that this Java trusts
 * @param auth who we are
 * @param skipTlsVerify whether the server's certificate is not checked, or an {@code http:} URL is accepted
 */
public record ArgoConnection(String url, @CheckForNull String caCertificate, ArgoAuth auth, boolean skipTlsVerify) {
    /** Returns the values that may never appear in any output. */
    public List<String> secrets() {
        return auth instanceof ArgoAuth.Token token
                ? List.of(token.token())
                : List.of(((ArgoAuth.UserPassword) auth).password());
    }
}
