/**
 * Scenarios: a Jenkinsfile, what it works on, and what the cluster and the repository must look like afterwards, as
 * kubectl and git read them. They run on whatever implements {@code ScenarioRunner}: the runner of the standalone build
 * and a real Jenkins.
 */
package io.jenkins.plugins.deploymentsteps.scenarios;
