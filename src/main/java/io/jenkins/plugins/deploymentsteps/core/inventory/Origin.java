package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;

/**
 * Which build a deployment comes from, as the cluster and the record are told: short texts of one line, empty where not
 * known.
 *
 * @param build its URL, or its name where Jenkins does not know its own URL
 * @param commit of the application that was built
 * @param startedBy who or what started the build
 */
public record Origin(String build, String commit, String startedBy) {
    /** Nothing is known. */
    public static final Origin UNKNOWN = new Origin("", "", "");

    private static final int LONGEST_BUILD = 300;
    private static final int LONGEST_COMMIT = 64;
    private static final int LONGEST_WHO = 200;

    /** Cuts what is too long, and removes what could forge a line. */
    public Origin {
        build = Text.shorten(build, LONGEST_BUILD);
        commit = Text.shorten(commit, LONGEST_COMMIT);
        startedBy = Text.shorten(startedBy, LONGEST_WHO);
    }

    /** Returns the same without secrets. */
    public Origin redacted(Redactor redactor) {
        return new Origin(redactor.redact(build), redactor.redact(commit), redactor.redact(startedBy));
    }
}
