/** The Jenkinsfile: scripted Groovy, and Declarative as it is checked and run. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.runner.language;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
