package com.cloudbees.plugins.credentials.common;

import com.cloudbees.plugins.credentials.Credentials;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Credentials that have an id. */
public interface IdCredentials extends Credentials {
    /** {@return the id} */
    @NonNull
    String getId();
}
