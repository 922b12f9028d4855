package com.cloudbees.plugins.credentials.common;

/** A user with a password. */
public interface StandardUsernamePasswordCredentials extends StandardUsernameCredentials, UsernamePasswordCredentials {}
