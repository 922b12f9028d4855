package io.jenkins.plugins.deploymentsteps.workspace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.FilePath;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** One file of the workspace is read, and nothing else. Runs on the local disk, as an agent does. */
public class ReadHandedOverTest {
    private static final String SECRET = "planted-secret-value";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path workspace;

    @Before
    public void prepare() throws IOException {
        workspace = folder.newFolder("workspace").toPath();
        Files.writeString(folder.newFile("outside").toPath(), SECRET);
    }

    private String read(String path) throws Exception {
        return ReadHandedOver.read(new FilePath(workspace.toFile()), "kubeconfigFile", path);
    }

    private String refused(Kind kind, String path) {
        DeploymentException refused = assertThrows(DeploymentException.class, () -> read(path));
        assertThat(refused.kind(), is(kind));
        assertThat(refused.getMessage(), startsWith("kubeconfigFile: "));
        assertThat(refused.getMessage(), not(containsString(SECRET)));
        return refused.getMessage();
    }

    @Test
    public void theFileIsReadAnewEachTime() throws Exception {
        Files.createDirectories(workspace.resolve("out"));
        Files.writeString(workspace.resolve("out/cluster.json"), "{}");
        assertThat(read("out/cluster.json"), is("{}"));
        Files.writeString(workspace.resolve("out/cluster.json"), "{\"a\": 1}");
        assertThat(read("./out//cluster.json"), is("{\"a\": 1}"));
    }

    @Test
    @Covers({"S-20", "S-21"})
    public void nothingOutsideOfTheWorkspaceIsRead() throws Exception {
        for (String path : List.of("../outside", "/etc/hostname", "~/x", "a/../../outside", "C:\\x", "a\\b", "a\0b")) {
            refused(Kind.INVALID_INPUT, path);
        }
        Files.createSymbolicLink(
                workspace.resolve("link"), folder.getRoot().toPath().resolve("outside"));
        assertThat(refused(Kind.INVALID_INPUT, "link"), containsString("symbolic link link"));
        Files.createSymbolicLink(
                workspace.resolve("directory"), folder.getRoot().toPath());
        assertThat(refused(Kind.INVALID_INPUT, "directory/outside"), containsString("symbolic link directory"));
    }

    @Test
    @Covers("B-17")
    public void whatIsNoSuchFileIsNamedWithoutItsContent() throws Exception {
        assertThat(refused(Kind.NOT_FOUND, "absent"), containsString("'absent' is not in the workspace."));
        Files.createDirectory(workspace.resolve("directory"));
        assertThat(refused(Kind.INVALID_INPUT, "directory"), containsString("not a regular file"));
        Files.write(workspace.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(refused(Kind.INVALID_INPUT, "binary"), containsString("no text in UTF-8"));
        Files.writeString(workspace.resolve("large"), SECRET.repeat(60_000));
        assertThat(refused(Kind.INVALID_INPUT, "large"), containsString("larger than 1 MiB"));
        DeploymentException none = assertThrows(
                DeploymentException.class,
                () -> ReadHandedOver.read(
                        new FilePath(new File(folder.getRoot(), "no-workspace")), "kubeconfigFile", "a"));
        assertThat(none.getMessage(), containsString("the workspace does not exist yet"));
    }
}
