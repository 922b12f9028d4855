/** What a Jenkinsfile may write as arguments of steps, held on the runner and in a real Jenkins. */
package io.jenkins.plugins.deploymentsteps.binding;
