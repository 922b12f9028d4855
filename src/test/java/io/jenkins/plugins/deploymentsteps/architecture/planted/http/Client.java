package io.jenkins.plugins.deploymentsteps.architecture.planted.http;

/** What only forges and Argo CD may use. */
public class Client {}
