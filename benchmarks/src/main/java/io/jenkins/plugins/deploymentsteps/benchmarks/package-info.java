/** Measures the plugin's use cases beside the tools that a user would call instead, on the same servers in one run. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.benchmarks;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
