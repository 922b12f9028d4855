/**
 * What a build deployed, kept with the build: for its page, its REST API, and for steps that wait for what an earlier step left.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.report;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
