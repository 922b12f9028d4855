package com.cloudbees.plugins.credentials;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

/** Chooses among credentials. */
public interface CredentialsMatcher extends Serializable {
    /** {@return whether it chooses these} */
    boolean matches(@NonNull Credentials item);
}
