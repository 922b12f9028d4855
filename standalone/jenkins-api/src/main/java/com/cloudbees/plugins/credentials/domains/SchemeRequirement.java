package com.cloudbees.plugins.credentials.domains;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Needed for a protocol. */
public class SchemeRequirement extends DomainRequirement {
    private static final long serialVersionUID = 1L;

    @NonNull
    private final String scheme;

    /** Needed for a protocol, such as {@code https}. */
    public SchemeRequirement(@CheckForNull String scheme) {
        this.scheme = scheme == null ? "" : scheme;
    }

    /** {@return the protocol} */
    @NonNull
    public String getScheme() {
        return scheme;
    }
}
