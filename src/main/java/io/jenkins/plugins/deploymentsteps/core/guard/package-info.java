/** What a named target allows of its cluster, and the guard that holds it. */
package io.jenkins.plugins.deploymentsteps.core.guard;
