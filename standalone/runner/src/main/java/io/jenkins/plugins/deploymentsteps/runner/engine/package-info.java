/** A running build: its threads, what surrounds a step, its log, its flow nodes and what it leaves on disk. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
