/**
 * What an apply would change, field by field: what a cluster holds beside what the server answers to a dry run of a
 * server-side apply.
 */
package io.jenkins.plugins.deploymentsteps.core.diff;
