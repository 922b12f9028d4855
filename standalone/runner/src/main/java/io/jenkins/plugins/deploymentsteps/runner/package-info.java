/**
 * Runs a Jenkinsfile outside Jenkins, with the Pipeline steps of whatever plugin is on the class path.
 *
 * <p>{@code engine} is a running build: its threads, log, flow nodes and directory. {@code steps} holds the built-in
 * steps, and binds and drives those of a plugin. {@code language} is the Jenkinsfile: scripted Groovy and Declarative.
 * This package holds the command.
 */
package io.jenkins.plugins.deploymentsteps.runner;
