/** What is going to be applied exactly as it was compared, and what was applied and may be applied again. */
package io.jenkins.plugins.deploymentsteps.core.plan;
