package com.cloudbees.plugins.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Run;
import java.io.Serializable;

/** Something that proves who one is. */
public interface Credentials extends Describable<Credentials>, Serializable, ExtensionPoint {
    /** {@return who may use it; null is everyone} */
    @CheckForNull
    CredentialsScope getScope();

    @Override
    @NonNull
    @SuppressWarnings("unchecked")
    CredentialsDescriptor getDescriptor();

    /** {@return the same, made fit for one build} */
    @NonNull
    default Credentials forRun(@NonNull Run<?, ?> context) {
        return this;
    }
}
