/**
 * Follows Argo CD until exactly the wanted revision is live and healthy.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
