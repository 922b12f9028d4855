package io.jenkins.plugins.deploymentsteps.git;

import java.util.List;

/**
 * A Git repository and who we are to its server.
 *
 * @param url see {@code GitUrl}
 * @param auth who we are
 */
public record GitConnection(String url, GitAuth auth) {
    /** Returns what must never be printed. */
    public List<String> secrets() {
        return auth.secrets();
    }
}
