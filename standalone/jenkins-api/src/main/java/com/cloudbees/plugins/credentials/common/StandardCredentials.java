package com.cloudbees.plugins.credentials.common;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Credentials that have an id and a description. */
public interface StandardCredentials extends IdCredentials {
    /** {@return the description; may be empty} */
    @NonNull
    String getDescription();
}
