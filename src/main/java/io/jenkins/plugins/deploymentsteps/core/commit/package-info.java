/**
 * The pull use case: change files of a GitOps repository, commit and push, and win races without losing anybody's work.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
