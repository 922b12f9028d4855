/**
 * The push use case: apply a set of manifests to a cluster and wait until it is truly rolled out.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
