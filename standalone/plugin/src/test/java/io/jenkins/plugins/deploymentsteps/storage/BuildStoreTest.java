package io.jenkins.plugins.deploymentsteps.storage;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.scenarios.SecretSearch;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import io.jenkins.plugins.deploymentsteps.steps.FakeBuild;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a build keeps encrypted: read as it was written, by nobody else, under no other name. */
public class BuildStoreTest {
    private static final String ID = "0b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d";
    private static final String OTHER = "1b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private FakeBuild build;

    @Before
    public void start() throws Exception {
        Controller.start(folder.newFolder("home"));
        build = new FakeBuild(folder.newFolder("build"), "shop");
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.walk(build.getRootDir().toPath())) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    @Covers("S-09")
    public void itIsReadAsItWasWrittenAndNobodyElseCanReadIt() throws Exception {
        Map<String, Object> fields =
                Map.of("objects", List.of(Map.of("data", "hunter2-hunter2-hunter2", "n", 1, "flag", true)));
        BuildStore.write(build, ID, Content.PLAN, fields);
        assertThat(BuildStore.read(build, ID, Content.PLAN), is(Optional.of(fields)));
        assertThat(BuildStore.has(build, ID, Content.PLAN), is(true));
        assertThat(files().size(), is(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))), is("rw-------"));
        assertThat(
                new SecretSearch(List.of("hunter2-hunter2-hunter2"))
                        .in(build.getRootDir().toPath()),
                is(empty()));
        assertThat(Files.readString(files().get(0)), not(containsString("objects")));
    }

    @Test
    public void aSecondWriteTakesThePlaceOfTheFirst() throws Exception {
        BuildStore.write(build, ID, Content.SET, Map.of("a", 1));
        BuildStore.write(build, ID, Content.SET, Map.of("a", 2));
        assertThat(BuildStore.read(build, ID, Content.SET), is(Optional.of(Map.of("a", 2))));
        assertThat(files().size(), is(1));
    }

    @Test
    public void whatIsNotThereIsNotFound() throws Exception {
        BuildStore.write(build, ID, Content.PLAN, Map.of());
        assertThat(BuildStore.read(build, OTHER, Content.PLAN), is(Optional.empty()));
        assertThat(BuildStore.read(build, ID, Content.SET), is(Optional.empty()));
        assertThat(BuildStore.has(build, ID, Content.SET), is(false));
    }

    /** An id comes from a Jenkinsfile. */
    @Test
    @Covers("S-20")
    public void anIdIsNoPath() throws Exception {
        Files.writeString(folder.getRoot().toPath().resolve("x.plan"), "no");
        for (String id :
                List.of("../../x", "x", "", ID + "/..", ID.toUpperCase(java.util.Locale.ROOT), "..", ID + "\n")) {
            assertThat(id, BuildStore.read(build, id, Content.PLAN), is(Optional.empty()));
        }
    }

    @Test
    public void aFileThatSomebodyChangedIsRefused() throws Exception {
        BuildStore.write(build, ID, Content.PLAN, Map.of("a", 1));
        Files.writeString(files().get(0), "{bm90IG91cnM=}");
        DeploymentException e = assertThrows(DeploymentException.class, () -> BuildStore.read(build, ID, Content.PLAN));
        assertThat(e.getMessage(), containsString("cannot be decrypted"));
        Files.writeString(files().get(0), "plain text");
        assertThrows(DeploymentException.class, () -> BuildStore.read(build, ID, Content.PLAN));
    }

    @Test
    public void onlyOneOperationTakesAPlan() throws Exception {
        assertThat(BuildStore.isClaimed(build, ID, "one"), is(false));
        assertThat(BuildStore.claim(build, ID, "one"), is(true));
        assertThat("again after a restart", BuildStore.claim(build, ID, "one"), is(true));
        assertThat(BuildStore.isClaimedBy(build, ID, "one"), is(true));
        assertThat(BuildStore.claim(build, ID, "other"), is(false));
        assertThat(BuildStore.isClaimed(build, ID, "other"), is(true));
        assertThat(BuildStore.isClaimed(build, ID, "one"), is(false));
    }

    @Test
    public void whatIsTooLargeIsRefused() {
        DeploymentException e = assertThrows(
                DeploymentException.class,
                () -> BuildStore.write(build, ID, Content.PLAN, Map.of("a", "x".repeat(50_000_001))));
        assertThat(e.getMessage(), containsString("the limit is 50000000"));
    }
}
