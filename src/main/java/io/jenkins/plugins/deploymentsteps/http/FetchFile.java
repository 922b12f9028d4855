package io.jenkins.plugins.deploymentsteps.http;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Redactor;

/** Fetches files that are pinned by their checksum, without any credential. */
public final class FetchFile {
    private FetchFile() {}

    /**
     * Fetches.
     *
     * @param trust whose certificate a server may show
     * @param proxy the way there
     * @param deadline when to give up
     * @return the content, which has the checksum
     * @throws DeploymentException if it cannot be fetched, or has another checksum
     * @throws InterruptedException if the thread is interrupted
     */
    public static byte[] fetch(PinnedFile file, TlsTrust trust, ProxySettings proxy, Deadline deadline)
            throws DeploymentException, InterruptedException {
        ApiClient client = ApiClient.create("The server of the file", trust, proxy, Redactor.of(proxy.secrets()));
        ApiResponse response = client.download(file.uri(), deadline);
        if (!response.isSuccess()) {
            throw response.failure("fetching a file without a login");
        }
        file.check(response.bytes());
        return response.bytes();
    }
}
