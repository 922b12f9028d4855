package com.cloudbees.plugins.credentials.common;

import com.cloudbees.plugins.credentials.Credentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.security.KeyStore;

/** Credentials that have a certificate and its key. */
public interface CertificateCredentials extends Credentials, PasswordCredentials {
    /** {@return the store of both} */
    @NonNull
    KeyStore getKeyStore();
}
