package io.jenkins.plugins.deploymentsteps.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.util.FileUtils;
import org.junit.Rule;
import org.junit.Test;

/** What is read and written, against the real Git's own server. */
public class JGitRepositoryTest {
    @Rule
    public final ServedRepository git = new ServedRepository();

    @Test
    public void readsAndPushesACommit() throws Exception {
        CommitResult result = git.commit("v2");
        assertEquals(git.server.git("rev-parse", "main").strip(), result.commit());
        assertEquals("tag: v2 # c\n", git.server.git("show", "main:app/values.yaml"));
        assertEquals("2", git.server.git("rev-list", "--count", "main").strip());
        assertEquals(
                "Jenkins <jenkins@example.com>|Jenkins <jenkins@example.com>|Set tag in app/values.yaml\n",
                git.server.git("log", "-1", "--format=%an <%ae>|%cn <%ce>|%s", "main"));
        assertEquals("app/values.yaml\n", git.server.git("diff", "--name-only", "main~1", "main"));
        git.server.git("fsck", "--strict", "--no-dangling");
    }

    @Test
    @Covers("R-26")
    public void pushesNothingWhenNothingChanges() throws Exception {
        assertFalse(git.commit("v1").changed());
        assertTrue(
                git.server.requests.toString(),
                git.server.requests.stream().noneMatch(r -> r.contains("receive-pack")));
    }

    @Test
    public void aServerWithoutFiltersIsReadToo() throws Exception {
        git.server.configure("uploadpack.allowFilter", "false");
        assertTrue(git.commit("v2").changed());
        assertEquals("tag: v2 # c\n", git.server.git("show", "main:app/values.yaml"));
    }

    @Test
    public void aServerOfTheOldProtocolIsReadToo() throws Exception {
        git.server.oldProtocol = true;
        assertTrue(git.commit("v2").changed());
        assertEquals("tag: v2 # c\n", git.server.git("show", "main:app/values.yaml"));
        assertTrue(git.commit("v3").changed());
    }

    @Test
    public void anUnknownBranchIsNamedWithThoseThatAreThere() {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> {
            try (GitRepository repository = git.open()) {
                repository.fetch("release", TestCommits.soon());
            }
        });
        assertEquals(Kind.NOT_FOUND, failure.kind());
        assertThat(
                failure.getMessage(),
                containsString("There is no branch 'release' in " + git.server.url() + "; it has main."));
    }

    @Test
    @Covers({"S-21", "P-6"})
    public void symbolicLinksAreNeverFollowed() throws Exception {
        File work = git.server.newFolder();
        GitHttpServer.git(work, "clone", "--quiet", git.server.repository().toString(), ".");
        Files.createSymbolicLink(work.toPath().resolve("passwd.yaml"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(work.toPath().resolve("link"), Path.of("app"));
        git.server.commitAll(work);
        try (GitRepository repository = git.open()) {
            GitRepository.Tip tip = repository.fetch("main", TestCommits.soon());
            assertEquals(List.of("app/values.yaml", "other/x.yaml", "run.sh"), tip.files());
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> tip.read(List.of("passwd.yaml")));
            assertThat(failure.getMessage(), containsString("'passwd.yaml' is a symbolic link"));
            assertThat(failure.getMessage(), not(containsString("root:")));
            for (String path : List.of("passwd.yaml", "link/values.yaml", "app", ".git/config", "../x", "a/../b")) {
                assertThrows(
                        path,
                        DeploymentException.class,
                        () -> tip.push(Map.of(path, new byte[0]), "m", TestCommits.AUTHOR));
            }
        }
        assertEquals("2", git.server.git("rev-list", "--count", "main").strip());
    }

    @Test
    public void modesAndStrangeNamesStay() throws Exception {
        File work = git.server.newFolder();
        GitHttpServer.git(work, "clone", "--quiet", git.server.repository().toString(), ".");
        GitHttpServer.git(work, "update-index", "--chmod=+x", "run.sh");
        String blob = GitHttpServer.git(work, "rev-parse", "HEAD:run.sh").strip();
        GitHttpServer.git(work, "update-index", "--add", "--cacheinfo", "100644," + blob + ",a-b/ü 😀.txt");
        GitHttpServer.git(work, "update-index", "--add", "--cacheinfo", "100644," + blob + ",a/x");
        GitHttpServer.git(work, "update-index", "--add", "--cacheinfo", "100644," + blob + ",a.b");
        GitHttpServer.git(work, "update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",module");
        GitHttpServer.git(work, "commit", "--quiet", "--message=Strange");
        GitHttpServer.git(work, "push", "--quiet", "origin", "HEAD:main");
        String before = git.server.git("ls-tree", "-r", "main");
        try (GitRepository repository = git.open()) {
            GitRepository.Tip tip = repository.fetch("main", TestCommits.soon());
            tip.push(
                    Map.of(
                            "run.sh",
                            "new\n".getBytes(UTF_8),
                            "new/deep/file",
                            "x".getBytes(UTF_8),
                            "a/y",
                            "y".getBytes(UTF_8)),
                    "m",
                    TestCommits.AUTHOR);
        }
        git.server.git("fsck", "--strict", "--no-dangling");
        List<String> after =
                new ArrayList<>(git.server.git("ls-tree", "-r", "main").lines().toList());
        assertTrue(after.stream().anyMatch(line -> line.startsWith("100755 blob") && line.endsWith("\trun.sh")));
        assertTrue(after.removeIf(line -> line.endsWith("\tnew/deep/file"))
                && after.removeIf(line -> line.endsWith("\ta/y")));
        after.removeIf(line -> line.endsWith("\trun.sh"));
        assertEquals(before.lines().filter(line -> !line.endsWith("\trun.sh")).toList(), after);
    }

    @Test
    @Covers("R-43")
    public void aTemporaryDirectoryThatCannotBeUsedIsSaid() throws Exception {
        Path temporary = git.temporary();
        try (GitRepository repository = git.open()) {
            repository.fetch("main", TestCommits.soon());
            try (Stream<Path> directories = Files.list(temporary)) {
                Path directory = directories.findFirst().orElseThrow();
                FileUtils.delete(directory.toFile(), FileUtils.RECURSIVE);
                Files.writeString(directory, "in the way");
            }
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> repository.fetch("main", TestCommits.soon()));
            assertThat(failure.getMessage(), containsString("the temporary directory " + temporary));
        }
    }

    /** Over SSH there is no HTTP status that tells it from a full disk. */
    @Test
    @Covers("R-43")
    public void aBrokenConnectionIsNotTakenForATemporaryDirectoryThatCannotBeUsed() throws Exception {
        try (GitRepository repository = git.open()) {
            DeploymentException failure = assertThrows(DeploymentException.class, () -> ((JGitRepository) repository)
                    .run("read branch 'main'", TestCommits.soon(), operation -> {
                        throw new IOException("Session is being closed");
                    }));
            assertEquals(Kind.UNAVAILABLE, failure.kind());
            assertThat(failure.getMessage(), containsString("Session is being closed."));
            assertThat(failure.getMessage(), not(containsString("temporary directory")));
            failure = assertThrows(DeploymentException.class, () -> ((JGitRepository) repository)
                    .run("read branch 'main'", TestCommits.soon(), operation -> {
                        throw new IOException("No space left on device");
                    }));
            assertThat(failure.getMessage(), containsString("the temporary directory " + git.temporary()));
        }
    }

    @Test
    @Covers("S-13")
    public void filesThatAreTooLargeTogetherAreNotReadIntoMemory() throws Exception {
        File work = git.server.newFolder();
        GitHttpServer.git(work, "clone", "--quiet", git.server.repository().toString(), ".");
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            paths.add("big" + i + ".yaml");
            Files.writeString(work.toPath().resolve("big" + i + ".yaml"), i + "\n" + "x".repeat(9_900_000));
        }
        git.server.commitAll(work);
        try (GitRepository repository = git.open()) {
            GitRepository.Tip tip = repository.fetch("main", TestCommits.soon());
            assertEquals(2, tip.read(paths.subList(0, 2)).size());
            DeploymentException failure = assertThrows(DeploymentException.class, () -> tip.read(paths));
            assertEquals(Kind.INVALID_INPUT, failure.kind());
            assertThat(failure.getMessage(), containsString("Name the files to change"));
        }
    }

    @Test
    @Covers("R-42")
    public void leavesNoThreadBehind() throws Exception {
        git.commit("v2");
        for (int i = 0; i < 5; i++) {
            git.commit("v" + i);
        }
        assertEquals(List.of(), TestCommits.threadsThatStay("deployment-steps git"));
    }

    @Test
    public void whatTravelsDoesNotGrowWithTheRepository() throws Exception {
        File work = git.server.newFolder();
        GitHttpServer.git(work, "clone", "--quiet", git.server.repository().toString(), ".");
        for (int i = 0; i < 2000; i++) {
            Path path = work.toPath().resolve("env" + i / 100 + "/app" + i + ".yaml");
            Files.createDirectories(path.getParent());
            Files.writeString(path, ("x" + i + ": " + Integer.toHexString(i * 7919) + "\n").repeat(200));
        }
        git.server.commitAll(work);
        git.server.bytesSent.set(0);
        git.server.bytesReceived.set(0);
        assertTrue(git.commit("v2").changed());
        long received = git.server.bytesReceived.get();
        assertTrue("sent " + git.server.bytesSent, git.server.bytesSent.get() < 150_000);
        assertTrue("received " + received, received < 10_000);
    }
}
