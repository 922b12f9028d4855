/**
 * Follows Argo CD until exactly the wanted revision is live and healthy.
 */
package io.jenkins.plugins.deploymentsteps.core.sync;
