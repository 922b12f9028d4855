package hudson.model;

/** Takes what a build tells people. */
public interface BuildListener extends TaskListener {}
