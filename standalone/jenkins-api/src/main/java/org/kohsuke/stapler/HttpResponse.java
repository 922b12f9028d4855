package org.kohsuke.stapler;

/** What a web method answers; outside Jenkins nothing asks. */
public interface HttpResponse {}
