package org.jenkinsci.plugins.workflow.steps;

/** Runs the block of a step. */
public abstract class BodyInvoker {}
