package io.jenkins.plugins.deploymentsteps.http;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.ClientProxies;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import java.time.Duration;

/** The client of Argo CD and of Git hosts. */
public class ApiClientProxyTest extends ClientProxies {
    @Override
    protected void prepare(FaultServer any) {
        any.on("GET", "/data", Answer.json("{}"));
    }

    @Override
    protected void read(String url, TlsTrust trust, ProxySettings proxySettings)
            throws DeploymentException, InterruptedException {
        ApiClient client =
                ApiClient.create("The peer", trust, proxySettings, Redactor.NONE, RetryPolicy.USUAL, pause -> {});
        ApiRequest request = ApiRequest.get(ApiUrl.parse("The URL", url, true).path("data"))
                .with("Authorization", "Bearer " + SECRET);
        ApiResponse response = client.send(request, Deadline.after(Duration.ofMinutes(1)));
        if (!response.isSuccess()) {
            throw response.failure("reading");
        }
    }

    @Override
    protected boolean logsInForHttps() {
        return "".equals(System.getProperty("jdk.http.auth.tunneling.disabledSchemes"));
    }
}
