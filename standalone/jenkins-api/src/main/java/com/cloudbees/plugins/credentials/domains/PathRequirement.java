package com.cloudbees.plugins.credentials.domains;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Needed for a path of a server. */
public class PathRequirement extends DomainRequirement {
    private static final long serialVersionUID = 1L;

    @NonNull
    private final String path;

    /** Needed for a path of a server. */
    public PathRequirement(@CheckForNull String path) {
        this.path = path == null ? "" : path;
    }

    /** {@return the path} */
    @NonNull
    public String getPath() {
        return path;
    }
}
