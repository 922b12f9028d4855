package io.jenkins.plugins.deploymentsteps.git;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository.PushOutcome;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the process's user and machine configured for Git does not reach us, and we do not reach it. */
@Covers({"S-15", "T-33"})
public class IsolationTest {
    @Rule
    public final GitHttpServer server = new GitHttpServer();

    @Rule
    public final GitHttpServer other = new GitHttpServer();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SystemReader before = SystemReader.getInstance();
    private boolean asked;

    @Before
    public void aControllerWithConfigurationOfItsOwn() throws Exception {
        File config = folder.newFile("gitconfig");
        Files.writeString(config.toPath(), """
                [http]
                    extraHeader = X-Leak: controller
                    sslVerify = false
                    cookieFile = %s
                [url "%s"]
                    insteadOf = %s
                    pushInsteadOf = %s
                [user]
                    name = Controller
                    email = controller@example.com
                [core]
                    bigFileThreshold = 1
                """.formatted(
                folder.newFile("cookies").getPath().replace("\\", "/"), other.url(), server.url(), server.url()));
        SystemReader.setInstance(new ConfiguredReader(before, config));
        CredentialsProvider.setDefault(new CredentialsProvider() {
            @Override
            public boolean isInteractive() {
                return false;
            }

            @Override
            public boolean supports(CredentialItem... items) {
                return true;
            }

            @Override
            public boolean get(URIish uri, CredentialItem... items) {
                asked = true;
                return false;
            }
        });
    }

    @After
    public void restore() {
        SystemReader.setInstance(before);
        CredentialsProvider.setDefault(null);
    }

    @Test
    public void nothingOfItIsUsed() throws Exception {
        server.commit(Map.of("f.yaml", "a: 1\n"));
        try (GitRepository repository =
                JGitRepository.open(new GitConnection(server.url(), new GitAuth.None()), HttpProxy.ofJava())) {
            GitRepository.Tip tip = repository.fetch("main", Deadline.after(Duration.ofMinutes(1)));
            PushOutcome outcome = tip.push(
                    Map.of("f.yaml", "a: 2\n".getBytes(StandardCharsets.UTF_8)),
                    "m",
                    new CommitRequest.Author("Jenkins", "jenkins@example.com"));
            assertTrue(outcome.toString(), outcome instanceof PushOutcome.Pushed);
        }
        // The JDK's server changes the case of names.
        assertThat(server.headers.toString().toLowerCase(Locale.ROOT), not(containsString("x-leak")));
        assertEquals(0, other.requests.size());
        assertThat(server.git("log", "-1", "--format=%an %cn", "main"), not(containsString("Controller")));
        server.closed = true;
        try (GitRepository repository =
                JGitRepository.open(new GitConnection(server.url(), new GitAuth.None()), HttpProxy.ofJava())) {
            repository.fetch("main", Deadline.after(Duration.ofMinutes(1)));
            throw new AssertionError("read without credentials");
        } catch (DeploymentException e) {
            assertTrue("JGit's process-wide credentials were asked", !asked);
        }
        assertEquals(
                "JGit's global state was touched",
                ConfiguredReader.class,
                SystemReader.getInstance().getClass());
    }

    private static final class ConfiguredReader extends SystemReader.Delegate {
        private final File config;

        ConfiguredReader(SystemReader reader, File config) {
            super(reader);
            this.config = config;
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new FileBasedConfig(parent, config, fs);
        }

        @Override
        public StoredConfig getUserConfig() throws ConfigInvalidException, IOException {
            FileBasedConfig user = openUserConfig(null, FS.DETECTED);
            user.load();
            return user;
        }
    }
}
