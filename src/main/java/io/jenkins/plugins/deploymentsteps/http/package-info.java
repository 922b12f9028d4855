/**
 * The one HTTP client for the APIs of Argo CD and of Git hosts: java.net.http within limits, with retries of reads
 * only, no credential sent to another host, and error texts for people.
 */
package io.jenkins.plugins.deploymentsteps.http;
