package com.cloudbees.plugins.credentials.common;

/** A user. */
public interface StandardUsernameCredentials extends StandardCredentials, UsernameCredentials {}
