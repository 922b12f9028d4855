/** The steps a Jenkinsfile may call: built-in ones, and those of a plugin, bound and driven as Jenkins does it. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.runner.steps;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
