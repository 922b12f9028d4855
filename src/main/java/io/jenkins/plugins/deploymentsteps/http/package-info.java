/**
 * What every client of an HTTP API follows: whom to trust, when to try again, what a failure means, how a URL is built;
 * and the client for the APIs of Argo CD and of Git hosts: java.net.http within limits, with retries of reads only, no
 * credential sent to another host, and error texts for people.
 */
package io.jenkins.plugins.deploymentsteps.http;
