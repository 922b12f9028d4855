package com.cloudbees.plugins.credentials.common;

/** Credentials that have a user and a password. */
public interface UsernamePasswordCredentials extends UsernameCredentials, PasswordCredentials {}
