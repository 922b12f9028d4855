package com.cloudbees.plugins.credentials.domains;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** Needed for a host. */
public class HostnameRequirement extends DomainRequirement {
    private static final long serialVersionUID = 1L;

    @CheckForNull
    private final String hostname;

    /** Needed for a host. */
    public HostnameRequirement(@CheckForNull String hostname) {
        this.hostname = hostname;
    }

    /** {@return the host} */
    @CheckForNull
    public String getHostname() {
        return hostname;
    }
}
