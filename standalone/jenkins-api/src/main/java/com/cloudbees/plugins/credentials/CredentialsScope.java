package com.cloudbees.plugins.credentials;

import java.io.Serializable;

/** Who may use credentials. */
public enum CredentialsScope implements Serializable {
    /** Jenkins itself, no job. */
    SYSTEM,
    /** Every job below the place that has them. */
    GLOBAL,
    /** One person. */
    USER
}
