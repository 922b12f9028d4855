package io.jenkins.plugins.deploymentsteps.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.Test;

/** The fault server does what it is told, seen by the JDK's own client. */
public class FaultServerTest {
    @Test
    public void givesItsAnswersInTurnAndTheLastOneAgain() throws Exception {
        try (FaultServer server = FaultServer.http()) {
            server.on("GET", "/a.*", Answer.status(503), Answer.json("{}"));
            assertThat(get(server, "/a?x=1").statusCode(), is(503));
            assertThat(get(server, "/a").body(), equalTo("{}"));
            assertThat(get(server, "/a").statusCode(), is(200));
            assertThat(get(server, "/b").statusCode(), is(404));
            assertThat(server.requests("GET", "/a.*"), hasSize(3));
        }
    }

    @Test
    public void resetsTruncatesAndStaysSilent() throws Exception {
        try (FaultServer server = FaultServer.http()) {
            server.on("GET", "/reset", Answer.reset());
            server.on("GET", "/truncated", Answer.json("0123456789").cut(Answer.Cut.CLOSE, 80));
            server.on("GET", "/silence", Answer.silence());
            assertThrows(IOException.class, () -> get(server, "/reset"));
            assertThrows(IOException.class, () -> get(server, "/truncated"));
            assertThrows(HttpTimeoutException.class, () -> get(server, "/silence"));
        }
    }

    @Test
    public void speaksTlsWithACertificateThatNobodyTrusts() throws Exception {
        try (FaultServer server = FaultServer.https(ServerCertificate.valid())) {
            assertThrows(SSLException.class, () -> get(server, "/"));
        }
    }

    private static HttpResponse<String> get(FaultServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + path))
                                .timeout(Duration.ofSeconds(2))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
