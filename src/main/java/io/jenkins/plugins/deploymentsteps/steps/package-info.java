/**
 * The Pipeline steps and the freestyle builder: arguments, forms, and the life of an operation within a build.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
