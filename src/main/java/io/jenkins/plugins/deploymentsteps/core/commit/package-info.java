/**
 * The pull use case: change files of a GitOps repository, commit and push, and win races without losing anybody's work.
 */
package io.jenkins.plugins.deploymentsteps.core.commit;
