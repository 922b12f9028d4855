/**
 * When an object is as its manifest asks: rules for the kinds that are known, for those that are not, and of the user's
 * own.
 */
package io.jenkins.plugins.deploymentsteps.core.readiness;
