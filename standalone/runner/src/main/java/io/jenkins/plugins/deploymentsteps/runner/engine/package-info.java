/** A running build: its threads, what surrounds a step, its log, its flow nodes and what it leaves on disk. */
package io.jenkins.plugins.deploymentsteps.runner.engine;
