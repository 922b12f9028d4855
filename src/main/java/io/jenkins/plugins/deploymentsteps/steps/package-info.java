/**
 * The Pipeline steps and the freestyle builder: arguments, forms, and the life of an operation within a build.
 */
package io.jenkins.plugins.deploymentsteps.steps;
