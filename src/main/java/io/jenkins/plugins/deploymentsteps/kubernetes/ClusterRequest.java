package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;

/**
 * A request to the API server.
 *
 * @param method the HTTP method
 * @param url with its query
 * @param accept the media type to ask for
 * @param contentType of the body
 * @param body null for none
 * @param mostBytes of the answer's body, decompressed
 * @param isRepeatable whether it is worth sending again, and doing it twice is the same as doing it once: so for reads,
 *     reviews and server-side applies, and for writes whose precondition the first one takes away
 */
record ClusterRequest(
        String method,
        ApiUrl url,
        String accept,
        @CheckForNull String contentType,
        @CheckForNull String body,
        int mostBytes,
        boolean isRepeatable) {
    private static final String APPLY = "application/apply-patch+yaml";
    private static final int MOST_BYTES_OF_OBJECT = 8 << 20;
    private static final int MOST_BYTES_OF_LIST = 64 << 20;

    /** Reads one object or a discovery document. */
    static ClusterRequest get(ApiUrl url) {
        return new ClusterRequest("GET", url, "application/json", null, null, MOST_BYTES_OF_OBJECT, true);
    }

    /** Reads a list. */
    static ClusterRequest list(ApiUrl url) {
        return new ClusterRequest("GET", url, "application/json", null, null, MOST_BYTES_OF_LIST, true);
    }

    /** The media type of an object of which only the metadata matters. */
    static final String METADATA_OF_OBJECT =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    /** Reads a list, of whose objects only the metadata matters. */
    static ClusterRequest metadata(ApiUrl url) {
        String accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
        return new ClusterRequest("GET", url, accept, null, null, MOST_BYTES_OF_LIST, true);
    }

    /** Reads the metadata of one object. */
    static ClusterRequest metadataOf(ApiUrl url) {
        String accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
        return new ClusterRequest("GET", url, accept, null, null, MOST_BYTES_OF_OBJECT, true);
    }

    /** Creates an object that is not there yet. */
    static ClusterRequest create(ApiUrl url, String json) {
        return new ClusterRequest(
                "POST", url, "application/json", "application/json", json, MOST_BYTES_OF_OBJECT, true);
    }

    /** Changes an object by a JSON merge patch (RFC 7396) that names the version which it must have. */
    static ClusterRequest merge(ApiUrl url, String json) {
        return new ClusterRequest(
                "PATCH", url, "application/json", "application/merge-patch+json", json, MOST_BYTES_OF_OBJECT, true);
    }

    /** Changes an object by a JSON patch (RFC 6902) that names the version which it must have. */
    static ClusterRequest patch(ApiUrl url, String json) {
        return new ClusterRequest(
                "PATCH", url, "application/json", "application/json-patch+json", json, MOST_BYTES_OF_OBJECT, true);
    }

    /** Deletes the object that has the UID which the options name. */
    static ClusterRequest delete(ApiUrl url, String options) {
        return new ClusterRequest(
                "DELETE", url, "application/json", "application/json", options, MOST_BYTES_OF_OBJECT, true);
    }

    /** Whether it is a server-side apply. */
    boolean isApply() {
        return APPLY.equals(contentType);
    }

    /** Reads text that is nice to have: once. */
    static ClusterRequest text(ApiUrl url, int mostBytes) {
        return new ClusterRequest("GET", url, "*/*", null, null, mostBytes, false);
    }

    /** Has the server answer a question; nothing is stored. */
    static ClusterRequest review(ApiUrl url, String json) {
        return new ClusterRequest(
                "POST", url, "application/json", "application/json", json, MOST_BYTES_OF_OBJECT, true);
    }

    /** Applies an object server-side. */
    static ClusterRequest apply(ApiUrl url, String json) {
        return new ClusterRequest("PATCH", url, "application/json", APPLY, json, MOST_BYTES_OF_OBJECT, true);
    }
}
