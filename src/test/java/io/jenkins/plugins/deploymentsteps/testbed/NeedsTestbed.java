package io.jenkins.plugins.deploymentsteps.testbed;

/** JUnit category of tests that talk to the real servers of a {@link Testbed}. */
public interface NeedsTestbed {}
