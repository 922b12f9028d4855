/**
 * Kubernetes manifests as data: where each object came from, what it is called, which images it runs, and in which order a set is applied.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.core.manifest;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
