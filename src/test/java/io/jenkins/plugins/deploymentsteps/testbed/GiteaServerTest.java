package io.jenkins.plugins.deploymentsteps.testbed;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** What other tests rely on the testbed's Git host for. */
@Category(NeedsTestbed.class)
public class GiteaServerTest {

    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.GITEA);

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private final GiteaServer gitea = testbed.gitea();

    @Test
    public void aRepositoryHoldsItsFirstFiles() {
        GitRepository repository = gitea.createRepository("config", Map.of("app/values.yaml", "tag: 1\n"));

        assertEquals("tag: 1\n", repository.git("show", "origin/main:app/values.yaml"));
    }

    @Test
    public void aPushCanBecomeAPullRequest() throws IOException {
        GitRepository repository = gitea.createRepository("config", Map.of("values.yaml", "tag: 1\n"));
        GitRepository.Clone clone = repository.newClone();
        clone.git("switch", "--quiet", "--create", "feature");
        Files.writeString(clone.directory().resolve("values.yaml"), "tag: 2\n");
        clone.git("commit", "--quiet", "--all", "--message=Deploy 2");
        clone.git("push", "--quiet", "origin", "feature");

        JsonNode request = new ObjectMapper()
                .createObjectNode()
                .put("title", "Deploy 2")
                .put("head", "feature")
                .put("base", "main");
        JsonNode pull = gitea.post("/repos/" + repository.fullName() + "/pulls", request);

        assertEquals("open", pull.get("state").asText());
        assertEquals(repository.cloneUrl(), pull.at("/base/repo/clone_url").asText());
    }

    @Test
    public void blobsCanBeLeftOut() {
        GitRepository repository = gitea.createRepository("config", Map.of("values.yaml", "tag: 1\n"));

        GitRepository.Clone clone = repository.newClone();
        clone.git("clone", "--quiet", "--bare", "--depth=1", "--filter=blob:none", repository.cloneUrl(), "lean");
        String missing = clone.git("-C", "lean", "rev-list", "--objects", "--all", "--missing=print");
        assertTrue(missing, missing.lines().anyMatch(line -> line.startsWith("?")));
    }

    @Test
    public void theUsersKeyOpensTheKnownSshServer() throws IOException {
        GitRepository repository = gitea.createRepository("config", Map.of("values.yaml", "tag: 1\n"));
        Path key = write("key", gitea.sshKey());
        Path knownHosts = write("known_hosts", gitea.knownHosts());
        String ssh = "ssh -i %s -o UserKnownHostsFile=%s -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes"
                .formatted(key, knownHosts);

        String refs = Command.of(List.of("git", "ls-remote", repository.sshUrl()))
                .withEnvironment(Map.of("GIT_SSH_COMMAND", ssh))
                .run();

        assertThat(refs, containsString("refs/heads/main"));
    }

    @Test
    public void theSameHostAnswersOverHttps() throws IOException {
        GitRepository repository = gitea.createRepository("config", Map.of("values.yaml", "tag: 1\n"));
        Path authority = write("ca.crt", gitea.caCertificate());
        String url = gitea.httpsUrl() + "/" + repository.fullName() + ".git";

        String refs = Command.of(List.of("git", "ls-remote", url))
                .withEnvironment(Map.of("GIT_SSL_CAINFO", authority.toString()))
                .run();

        assertThat(refs, containsString("refs/heads/main"));
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.getRoot().toPath().resolve(name);
        Files.writeString(file, content);
        assertTrue(file.toFile().setReadable(false, false) && file.toFile().setReadable(true, true));
        return file;
    }
}
