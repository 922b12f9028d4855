package com.cloudbees.plugins.credentials;

import hudson.model.Descriptor;

/** Describes a kind of credentials. */
public abstract class CredentialsDescriptor extends Descriptor<Credentials> {
    /** Describes a class. */
    protected CredentialsDescriptor(Class<? extends Credentials> clazz) {
        super(clazz);
    }

    /** Describes the class that encloses the descriptor. */
    protected CredentialsDescriptor() {}
}
