package io.jenkins.plugins.deploymentsteps.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.faults.ServerCertificate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.After;
import org.junit.Test;

/** Files of the network, over TLS on the loopback interface. */
public class PinnedFileTest {
    private static final String MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: täst}\n";

    private final ServerCertificate certificate = ServerCertificate.valid();
    private final FaultServer server = FaultServer.https(certificate);

    @After
    public void close() {
        server.close();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String fetch(String path, String checksum) throws Exception {
        PinnedFile file = PinnedFile.parse("manifests", server.url() + path + "#sha256=" + checksum);
        byte[] content = FetchFile.fetch(
                file,
                new TlsTrust(certificate.pem(), false),
                ProxySettings.OF_JAVA,
                Deadline.after(Duration.ofSeconds(60)));
        return new String(content, StandardCharsets.UTF_8);
    }

    private DeploymentException refused(String path) throws Exception {
        String checksum = sha256(MANIFEST);
        return assertThrows(DeploymentException.class, () -> fetch(path, checksum));
    }

    @Test
    public void theFileIsFetchedWithoutAnyCredential() throws Exception {
        server.on("GET", "/install.yaml\\?v=1", Answer.status(200).withBody("text/html", MANIFEST));

        assertThat(fetch("/install.yaml?v=1", sha256(MANIFEST).toUpperCase()), is(MANIFEST));

        assertThat(server.requests().get(0).headers().get("authorization"), nullValue());
        assertThat(server.requests().get(0).headers().get("cookie"), nullValue());
    }

    @Test
    public void anotherFileIsRefusedWithBothChecksums() throws Exception {
        server.on("GET", "/install.yaml", Answer.status(200).withBody("text/yaml", MANIFEST + "# changed\n"));

        DeploymentException failure = refused("/install.yaml");

        assertThat(failure.kind(), is(Kind.INVALID_INPUT));
        assertThat(
                failure.getMessage(),
                allOf(
                        containsString("/install.yaml has the checksum sha256=" + sha256(MANIFEST + "# changed\n")),
                        containsString("and not sha256=" + sha256(MANIFEST))));
    }

    @Test
    @Covers({"S-28", "T-57"})
    public void redirectsLeadOnlyToEncryptedUrls() throws Exception {
        try (FaultServer other = FaultServer.https(certificate);
                FaultServer plain = FaultServer.http()) {
            other.on("GET", "/file\\?signature=hunter2", Answer.status(200).withBody("text/yaml", MANIFEST));
            server.on("GET", "/moved", redirect(other.url() + "/file?signature=hunter2"));
            server.on("GET", "/plain", redirect(plain.url() + "/file"));
            server.on("GET", "/local", redirect("file:///etc/passwd"));
            server.on("GET", "/user", redirect(other.url().replace("://", "://u:hunter2@") + "/file"));
            server.on("GET", "/loop", redirect("/loop"));

            assertThat(fetch("/moved", sha256(MANIFEST)), is(MANIFEST));
            for (String path : new String[] {"/plain", "/local", "/user"}) {
                String message = refused(path).getMessage();
                assertThat(message, containsString("does not lead to an https:// URL"));
                assertThat(message, not(containsString("hunter2")));
            }
            assertThat(refused("/loop").getMessage(), containsString("it was one too many"));
            assertThat(plain.requests(), hasSize(0));
        }
    }

    private static Answer redirect(String to) {
        return Answer.status(302).withHeader("Location", to);
    }

    @Test
    @Covers({"R-08", "R-09"})
    public void faultsOfTheServerAreTold() throws Exception {
        server.on("GET", "/missing", Answer.status(404));
        server.on("GET", "/login", Answer.status(401));
        server.on(
                "GET",
                "/endless",
                Answer.status(200).withBody("text/yaml", "x".repeat(1 << 16)).endless());

        assertThat(refused("/missing").kind(), is(Kind.NOT_FOUND));
        assertThat(refused("/login").kind(), is(Kind.UNAUTHORIZED));
        assertThat(refused("/endless").getMessage(), containsString("more than 32 MiB"));
        String unknown = assertThrows(
                        DeploymentException.class,
                        () -> FetchFile.fetch(
                                PinnedFile.parse("manifests", server.url() + "/x#sha256=" + "a".repeat(64)),
                                new TlsTrust(null, false),
                                ProxySettings.OF_JAVA,
                                Deadline.after(Duration.ofSeconds(60))))
                .getMessage();
        assertThat(unknown, containsString("certificate"));
    }

    @Test
    @Covers({"S-18", "S-19"})
    public void onlyPinnedHttpsUrlsAreTaken() {
        String sum = "#sha256=" + "a".repeat(64);
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("https://host/a.yaml", "has no checksum");
        refused.put("https://host/a.yaml#sha256=abc", "has no checksum");
        refused.put("https://host/a.yaml#md5=" + "a".repeat(64), "has no checksum");
        refused.put("http://host/a.yaml" + sum, "is fetched by https:// only");
        refused.put("file:///etc/passwd" + sum, "is fetched by https:// only");
        refused.put("ftp://u:hunter2@host/a" + sum, "is fetched by https:// only");
        refused.put("https://u:hunter2@host/a.yaml" + sum, "a URL with a user in it");
        refused.put("https:///a.yaml" + sum, "a URL without a host");
        refused.put("https://host/a b" + sum, "this is not a URL");
        refused.forEach((url, message) -> {
            String said = assertThrows(DeploymentException.class, () -> PinnedFile.parse("manifests", url))
                    .getMessage();
            assertThat(url, said, allOf(containsString("manifests: "), containsString(message)));
            assertThat(said, not(containsString("hunter2")));
        });
    }
}
