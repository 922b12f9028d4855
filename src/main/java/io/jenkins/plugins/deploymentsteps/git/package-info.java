/**
 * Implements the port {@link io.jenkins.plugins.deploymentsteps.core.commit.GitRepository} with JGit, lean and apart from the process's own Git and SSH configuration.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
