/**
 * What belongs to a deployed set: an inventory in the cluster that kubectl can read as well, and the pruning of what is
 * no longer part of the set.
 */
package io.jenkins.plugins.deploymentsteps.core.inventory;
