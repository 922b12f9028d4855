package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;

/**
 * Where an API server has what it serves. No name can leave its place: {@link ApiUrl} encodes it or refuses it.
 *
 * @param server the API server's URL
 */
record ResourceUrls(ApiUrl server) {
    /** Returns the URL of a group and version, such as {@code /api/v1} or {@code /apis/apps/v1}. */
    ApiUrl groupVersion(String apiVersion) throws DeploymentException {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? server.path("api", apiVersion)
                : server.path("apis", apiVersion.substring(0, slash), apiVersion.substring(slash + 1));
    }

    /** Returns the URL of all objects of a kind, in a namespace or, with null, in the whole cluster. */
    ApiUrl collection(String apiVersion, String plural, @CheckForNull String namespace) throws DeploymentException {
        ApiUrl root = groupVersion(apiVersion);
        return namespace == null ? root.path(plural) : root.path("namespaces", namespace, plural);
    }

    /** Returns the URL of one object. */
    ApiUrl object(ObjectRef ref, String plural) throws DeploymentException {
        return collection(ref.apiVersion(), plural, ref.namespace()).path(ref.name());
    }
}
