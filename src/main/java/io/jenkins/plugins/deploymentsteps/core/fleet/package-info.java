/** Many clusters in waves: which are meant, which come next, and how it is told. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.core.fleet;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
