/**
 * Reads YAML and JSON text into node trees within limits, so that a hostile or broken file costs an error message and not the controller.
 */
package io.jenkins.plugins.deploymentsteps.core.yaml;
