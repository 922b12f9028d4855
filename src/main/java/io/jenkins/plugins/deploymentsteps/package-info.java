/** Steps that deploy to Kubernetes, by applying manifests or by changing a GitOps repository. */
package io.jenkins.plugins.deploymentsteps;
