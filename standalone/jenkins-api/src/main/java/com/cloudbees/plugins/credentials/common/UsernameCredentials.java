package com.cloudbees.plugins.credentials.common;

import com.cloudbees.plugins.credentials.Credentials;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Credentials that have a user. */
public interface UsernameCredentials extends Credentials {
    /** {@return the user} */
    @NonNull
    String getUsername();

    /** {@return whether the user's name is secret too} */
    default boolean isUsernameSecret() {
        return false;
    }
}
