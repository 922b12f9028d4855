package io.jenkins.plugins.deploymentsteps.http;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.ClientFaults;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The client of Argo CD and of Git hosts. */
public class ApiClientFaultsTest extends ClientFaults {
    @Override
    protected void prepare(FaultServer any) {
        // Nothing is read before.
    }

    @Override
    protected String path() {
        return "/data";
    }

    @Override
    protected Answer good() {
        return Answer.json("{\"a\":1}");
    }

    @Override
    protected void read(String url, TlsTrust trust) throws DeploymentException, InterruptedException {
        ApiClient client = ApiClient.create(
                "The peer", trust, ProxySettings.OF_JAVA, Redactor.of(List.of(SECRET)), RETRIES, pauses::add);
        ApiUrl data = ApiUrl.parse("The URL", url, true).path("data");
        ApiRequest request = new ApiRequest("GET", data, Map.of("Authorization", "Bearer " + SECRET), null, patience);
        ApiResponse response = client.send(request, Deadline.after(Duration.ofMinutes(1)));
        if (!response.isSuccess()) {
            throw response.failure("reading");
        }
        response.json();
    }
}
