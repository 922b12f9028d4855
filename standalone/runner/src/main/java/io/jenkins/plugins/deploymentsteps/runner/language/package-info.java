/** The Jenkinsfile: scripted Groovy, and Declarative as it is checked and run. */
package io.jenkins.plugins.deploymentsteps.runner.language;
