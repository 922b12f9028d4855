/**
 * The one HTTP client for the APIs of Argo CD and of Git hosts: java.net.http within limits, with retries of reads
 * only, no credential sent to another host, and error texts for people.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
