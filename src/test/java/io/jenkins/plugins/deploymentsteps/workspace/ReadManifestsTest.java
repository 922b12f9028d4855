package io.jenkins.plugins.deploymentsteps.workspace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;
import static org.junit.Assume.assumeTrue;

import hudson.FilePath;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import java.io.File;
import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jenkins.security.Roles;
import org.jenkinsci.remoting.Role;
import org.jenkinsci.remoting.RoleChecker;
import org.jenkinsci.remoting.RoleSensitive;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What of a workspace is read, and that nothing else is. Runs on the local disk, as an agent does. */
public class ReadManifestsTest {
    private static final String OUTSIDE = "the-content-outside";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> warnings = new ArrayList<>();
    private Path workspace;
    private Path outside;

    @Before
    public void prepare() throws IOException {
        workspace = folder.newFolder("workspace").toPath();
        outside = folder.newFolder("outside").toPath();
        Files.writeString(outside.resolve("evil.yaml"), OUTSIDE);
    }

    private void file(String name, String content) throws IOException {
        Path file = workspace.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private List<ManifestFile> read(String... patterns) throws Exception {
        return ReadManifests.read(new FilePath(workspace.toFile()), Arrays.asList(patterns), new DeploymentLog() {
            @Override
            public void info(String line) {
                throw new AssertionError(line);
            }

            @Override
            public void warn(String line) {
                warnings.add(line);
            }
        });
    }

    private List<String> names(String... patterns) throws Exception {
        return read(patterns).stream().map(ManifestFile::name).toList();
    }

    private DeploymentException refused(String... patterns) {
        DeploymentException refused = assertThrows(DeploymentException.class, () -> read(patterns));
        assertThat(refused.getMessage(), not(containsString(OUTSIDE)));
        assertThat("no path of the machine", refused.getMessage(), not(containsString(workspace.toString())));
        return refused;
    }

    private void link(String name, Path target) throws IOException {
        try {
            Files.createSymbolicLink(workspace.resolve(name), target);
        } catch (UnsupportedOperationException | IOException e) {
            assumeTrue("symbolic links can be made here", false);
        }
    }

    /** What a secret could be in, or what could write to the log from there, does not travel at all. */
    @Test
    @Covers({"S-10", "T-15"})
    public void onlyPatternsAndLimitsGoToTheAgent() {
        for (ObjectStreamField field :
                ObjectStreamClass.lookup(ReadManifests.class).getFields()) {
            Class<?> type = field.getType();
            assertThat(field.toString(), type == int.class || field.getName().equals("patterns"), is(true));
        }
    }

    @Test
    public void readsFilesDirectoriesAndPatternsInOrder() throws Exception {
        file("deploy/b.yaml", "b");
        file("deploy/a.yml", "a");
        file("deploy/c.json", "c");
        file("deploy/readme.md", "no manifest");
        file("deploy/sub/d.yaml", "d");
        file("config/x.txt", "x");

        assertThat(names("deploy"), contains("deploy/a.yml", "deploy/b.yaml", "deploy/c.json"));
        assertThat(names("deploy/"), contains("deploy/a.yml", "deploy/b.yaml", "deploy/c.json"));
        assertThat(names("./deploy/./a.yml"), contains("deploy/a.yml"));
        assertThat(names("**/*.yaml"), contains("deploy/b.yaml", "deploy/sub/d.yaml"));
        assertThat("a file that is named is read whatever its name", names("config/x.txt"), contains("config/x.txt"));
        assertThat(
                "patterns in their order, each file once",
                names("deploy/sub/d.yaml", "**/*.yaml", "deploy/b.yaml"),
                contains("deploy/sub/d.yaml", "deploy/b.yaml"));
        assertThat(new String(read("deploy/a.yml").get(0).content(), StandardCharsets.UTF_8), is("a"));
    }

    @Test
    @Covers("B-10")
    public void namesThePatternThatMatchesNothing() throws Exception {
        file("deploy/readme.md", "");
        file("config/a.yaml", "");
        assertThat(
                refused("config/a.yaml", "no/*.yaml").getMessage(),
                allOf(
                        startsWith("manifests: 'no/*.yaml' matches no file in the workspace."),
                        endsWith(" It has config/, deploy/.")));
        assertThat(refused("no.yaml").getMessage(), startsWith("manifests: 'no.yaml' is not in the workspace."));
        assertThat(refused("no.yaml").kind(), is(Kind.NOT_FOUND));
        assertThat(refused("deploy").getMessage(), containsString("without .yaml, .yml and .json files"));
    }

    @Test
    @Covers("B-10")
    public void readsNamesWithSpacesQuotesAndEmoji() throws Exception {
        file("a b/it's \"it\".yaml", "1");
        file("a b/\uD83D\uDE80.yaml", "2");
        assertThat(names("a b/*.yaml"), hasSize(2));
    }

    @Test
    @Covers("B-10")
    public void neverLooksIntoGit() throws Exception {
        file(".git/config.yaml", "");
        file("a.yaml", "");
        assertThat(names("**/*.yaml"), contains("a.yaml"));
    }

    @Test
    @Covers({"S-20", "B-11"})
    public void refusesPathsThatLeadOut() throws Exception {
        file("a.yaml", "");
        for (String path : new String[] {
            outside.resolve("evil.yaml").toString(),
            "../outside/evil.yaml",
            "a/../../outside/evil.yaml",
            "..",
            "../**/*.yaml",
            "**/../../outside/*.yaml",
            "C:\\windows\\evil.yaml",
            "C:/windows/evil.yaml",
            "\\\\server\\share\\evil.yaml",
            "a\\..\\..\\outside\\evil.yaml",
            "~/evil.yaml",
            "evil\0.yaml",
        }) {
            assertThat(path, refused(path).kind(), is(Kind.INVALID_INPUT));
        }
    }

    @Test
    @Covers({"S-21", "S-33", "B-11"})
    public void refusesSymbolicLinksByTheirNameOnly() throws Exception {
        link("file.yaml", outside.resolve("evil.yaml"));
        link("dir", outside);
        link("dangling.yaml", outside.resolve("nothing"));
        link("loop", workspace);
        for (String path : new String[] {
            "file.yaml", "dir", "dir/evil.yaml", "dir/*.yaml", "*.yaml", "dangling.yaml", "loop/dir/evil.yaml"
        }) {
            DeploymentException refused = refused(path);
            assertThat(path, refused.getMessage(), containsString("symbolic link"));
            assertThat(path, refused.getMessage(), not(containsString("outside")));
        }
    }

    @Test
    @Covers("S-21")
    public void doesNotFollowLinkedDirectoriesAndSaysSo() throws Exception {
        file("a.yaml", "");
        link("dir", outside);
        assertThat(names("**/*.yaml"), contains("a.yaml"));
        assertThat(warnings, contains("manifests: the symbolic link dir was not followed."));
    }

    @Test
    @Covers("B-11")
    public void refusesPipesInsteadOfHanging() throws Exception {
        Process mkfifo =
                new ProcessBuilder("mkfifo", workspace.resolve("pipe.yaml").toString()).start();
        assumeTrue("mkfifo is there", mkfifo.waitFor() == 0);
        assertThat(refused("pipe.yaml").getMessage(), containsString("is not a regular file"));
        assertThat(refused("*.yaml").getMessage(), containsString("is not a regular file"));
    }

    @Test
    @Covers({"B-10", "S-13"})
    public void holdsItsLimits() throws Exception {
        String limits = ReadManifests.class.getName() + ".";
        for (int i = 0; i < 4; i++) {
            file("many/" + i + ".yaml", "12345");
        }
        try {
            System.setProperty(limits + "maxFiles", "4");
            System.setProperty(limits + "maxBytes", "20");
            assertThat(names("many"), hasSize(4));
            System.setProperty(limits + "maxBytes", "19");
            assertThat(refused("many").getMessage(), containsString("are more than 19 bytes together"));
            System.setProperty(limits + "maxFiles", "3");
            assertThat(refused("many").getMessage(), containsString("match more than 3 files"));
            System.setProperty(limits + "maxVisited", "2");
            assertThat(refused("**/none.yaml").getMessage(), containsString("search more than 2 files"));
        } finally {
            for (String each : List.of("maxFiles", "maxBytes", "maxVisited")) {
                System.clearProperty(limits + each);
            }
        }
    }

    @Test
    @Covers("R-37")
    public void anInterruptEndsTheSearchAndIsNoOtherFault() throws Exception {
        file("a/b.yaml", "x");
        for (String pattern : List.of("**/*.yaml", "a", "a/b.yaml")) {
            Thread.currentThread().interrupt();
            try {
                assertThrows(pattern, InterruptedException.class, () -> read(pattern));
            } finally {
                Thread.interrupted();
            }
        }
    }

    @Test
    public void saysThatThereIsNoWorkspaceYet() {
        workspace = new File(folder.getRoot(), "none").toPath();
        assertThat(refused("a.yaml").getMessage(), containsString("the workspace does not exist yet"));
    }

    @Test
    @Covers({"S-23", "S-24"})
    public void runsOnlyWhereAnAgentsWorkMayRun() throws Exception {
        List<Role> asked = new ArrayList<>();
        RoleChecker checker = new RoleChecker() {
            private static final long serialVersionUID = 1L;

            @Override
            public void check(RoleSensitive subject, java.util.Collection<Role> expected) {
                asked.addAll(expected);
            }
        };
        var constructor = ReadManifests.class.getDeclaredConstructor(List.class);
        constructor.setAccessible(true);
        constructor.newInstance(List.of("a")).checkRoles(checker);
        assertThat(asked, contains(Roles.SLAVE));
        assertThat(asked, not(contains(allOf(is(Roles.MASTER)))));
    }
}
