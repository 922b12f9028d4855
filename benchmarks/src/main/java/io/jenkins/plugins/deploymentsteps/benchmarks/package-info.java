/** Measures the plugin's use cases beside the tools that a user would call instead, on the same servers in one run. */
package io.jenkins.plugins.deploymentsteps.benchmarks;
