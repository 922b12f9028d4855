/**
 * Implements {@code core.sync.ArgoServer} with Argo CD's REST API.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.argocd;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
