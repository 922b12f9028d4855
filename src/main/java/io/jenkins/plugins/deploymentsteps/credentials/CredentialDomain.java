package io.jenkins.plugins.deploymentsteps.credentials;

import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.git.GitUrl;
import java.util.List;

/** What the domain of a credential must fit, so that a credential for one server is not sent to another. */
final class CredentialDomain {
    private CredentialDomain() {}

    /**
     * Returns what a credential for a server's API must fit.
     *
     * @param url of the server; null where a kubeconfig says it, so that any domain fits
     */
    static List<DomainRequirement> ofServer(@CheckForNull String url) {
        return url == null ? List.of() : URIRequirementBuilder.fromUri(url).build();
    }

    /**
     * Returns what a credential for a repository must fit. The URL is read as Git reads it: {@link java.net.URI} does
     * not see the host of {@code git@host:path}, nor one with an underscore, and any domain would fit then.
     *
     * @throws DeploymentException (invalid input) if it is no URL of a repository
     */
    static List<DomainRequirement> ofRepository(String url) throws DeploymentException {
        GitUrl git = GitUrl.parse(url);
        return URIRequirementBuilder.create()
                .withScheme(git.scheme())
                .withHostnamePort(git.host(), git.port())
                .withPath(git.path())
                .build();
    }

    /** Returns what a form lists: everything as long as the URL is not known, because it is missing or has variables. */
    static List<DomainRequirement> ofForm(@CheckForNull String url, boolean repository) {
        String trimmed = Util.fixEmptyAndTrim(url);
        if (trimmed == null || trimmed.contains("$")) {
            return List.of();
        }
        try {
            return repository ? ofRepository(trimmed) : ofServer(trimmed);
        } catch (DeploymentException e) {
            // The field of the URL says so.
            return List.of();
        }
    }
}
