/** The credentials that a build may use, from a file. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.runner.credentials;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
