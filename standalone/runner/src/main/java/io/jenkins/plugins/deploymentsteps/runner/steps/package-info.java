/** The steps a Jenkinsfile may call: built-in ones, and those of a plugin, bound and driven as Jenkins does it. */
package io.jenkins.plugins.deploymentsteps.runner.steps;
