package com.cloudbees.plugins.credentials.common;

/** A certificate with its key. */
public interface StandardCertificateCredentials extends StandardCredentials, CertificateCredentials {}
