/** One deployment at a time at each set. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.core.lock;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
