package io.jenkins.plugins.deploymentsteps.architecture.planted.http;

/** What only adapters that speak HTTP may use. */
public class Client {}
