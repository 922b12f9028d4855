package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * A request to the API server; each of them may be sent again, because reads and server-side applies are idempotent, and
 * the writes beside them have a precondition that the first one takes away.
 *
 * @param method the HTTP method
 * @param path with its query
 * @param accept the media type to ask for
 * @param contentType of the body
 * @param body null for none
 * @param mostBytes of the answer's body
 */
record ApiRequest(
        String method,
        String path,
        String accept,
        @CheckForNull String contentType,
        @CheckForNull String body,
        int mostBytes) {
    private static final String APPLY = "application/apply-patch+yaml";
    private static final int MOST_BYTES_OF_OBJECT = 8 << 20;
    private static final int MOST_BYTES_OF_LIST = 64 << 20;

    static ApiRequest get(String path) {
        return new ApiRequest("GET", path, "application/json", null, null, MOST_BYTES_OF_OBJECT);
    }

    static ApiRequest list(String path) {
        return new ApiRequest("GET", path, "application/json", null, null, MOST_BYTES_OF_LIST);
    }

    /** Only the metadata of a list's objects. */
    static ApiRequest metadata(String path) {
        String accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
        return new ApiRequest("GET", path, accept, null, null, MOST_BYTES_OF_LIST);
    }

    /** Only the metadata of an object. */
    static ApiRequest metadataOf(String path) {
        String accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
        return new ApiRequest("GET", path, accept, null, null, MOST_BYTES_OF_OBJECT);
    }

    static ApiRequest create(String path, String json) {
        return new ApiRequest("POST", path, "application/json", "application/json", json, MOST_BYTES_OF_OBJECT);
    }

    /** A JSON merge patch (RFC 7396); with a resource version in it, the object must still have that one. */
    static ApiRequest merge(String path, String json) {
        return new ApiRequest(
                "PATCH", path, "application/json", "application/merge-patch+json", json, MOST_BYTES_OF_OBJECT);
    }

    static ApiRequest delete(String path, String options) {
        return new ApiRequest("DELETE", path, "application/json", "application/json", options, MOST_BYTES_OF_OBJECT);
    }

    static ApiRequest text(String path, int mostBytes) {
        return new ApiRequest("GET", path, "*/*", null, null, mostBytes);
    }

    static ApiRequest apply(String path, String json) {
        return new ApiRequest("PATCH", path, "application/json", APPLY, json, MOST_BYTES_OF_OBJECT);
    }

    /** Whether it is a server-side apply. */
    boolean isApply() {
        return APPLY.equals(contentType);
    }
}
