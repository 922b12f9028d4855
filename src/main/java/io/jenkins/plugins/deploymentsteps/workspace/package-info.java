/**
 * Reads files of a build's workspace on its agent, within limits, and never one outside of the workspace.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.workspace;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
