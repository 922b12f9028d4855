package io.jenkins.plugins.deploymentsteps.contract;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import jenkins.MasterToSlaveFileCallable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the plugin expects of a {@link FilePath} on the local disk, of Jenkins' own and of its stand-in. */
public class FilePathContractTest {
    /** A directory for each test. */
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private FilePath root;

    /** Finds the directory. */
    @Before
    public void findRoot() {
        root = new FilePath(folder.getRoot());
    }

    /** A child is named below its parent, and written without dots. */
    @Test
    public void namesAreJoinedAndNormalized() {
        assumeTrue(File.separatorChar == '/');
        FilePath base = new FilePath(new File("/a/b"));
        assertEquals("/a/b/c/d.txt", base.child("c/./x/../d.txt").getRemote());
        assertEquals("/a/x", base.child("../x").getRemote());
        assertEquals("/x", base.child("../../../x").getRemote());
        assertEquals("/etc", base.child("/etc").getRemote());
        assertEquals("/a", base.getParent().getRemote());
        assertEquals("/a/c", base.sibling("c").getRemote());
        assertEquals("/a/b@tmp", base.withSuffix("@tmp").getRemote());
        assertEquals("d.txt", base.child("c/d.txt").getName());
        assertEquals("d", base.child("c/d.txt").getBaseName());
        assertNull(new FilePath(new File("/")).getParent());
    }

    /** Text is read as it was written, and directories are made for it. */
    @Test
    public void writesAndReads() throws Exception {
        FilePath file = root.child("new/dir/ümlaut.txt");
        file.write("grüße\n", "UTF-8");
        assertEquals("grüße\n", file.readToString());
        assertEquals("grüße\n".getBytes(StandardCharsets.UTF_8).length, file.length());
        assertTrue(file.exists());
        assertFalse(file.isDirectory());
        assertTrue(root.child("new/dir").isDirectory());
        try (var in = file.read()) {
            assertArrayEquals("grüße\n".getBytes(StandardCharsets.UTF_8), in.readAllBytes());
        }
        FilePath copy = root.child("copy");
        file.copyTo(copy);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copy.copyTo(bytes);
        assertEquals("grüße\n", bytes.toString(StandardCharsets.UTF_8));
        copy.copyFrom(new ByteArrayInputStream(new byte[] {1}));
        assertEquals(1, copy.length());
        copy.renameTo(root.child("renamed"));
        assertFalse(copy.exists());
        assertTrue(root.child("renamed").delete());
        assertFalse(root.child("renamed").exists());
    }

    /** What is absent has no length, and reading it fails. */
    @Test
    public void absentFiles() throws Exception {
        FilePath absent = root.child("absent");
        assertFalse(absent.exists());
        assertEquals(0, absent.length());
        assertThrows(IOException.class, absent::readToString);
        absent.deleteRecursive();
    }

    /** Ant patterns choose files, and Ant's default excludes apply unless refused. */
    @Test
    public void globs() throws Exception {
        for (String each : List.of("a.yaml", "b.yml", "sub/c.yaml", "sub/.git/d.yaml", "sub/e.txt")) {
            root.child(each).write("x", "UTF-8");
        }
        assertEquals(List.of("a.yaml", "sub/c.yaml"), relative(root.list("**/*.yaml")));
        assertEquals(List.of("a.yaml", "b.yml"), relative(root.list("*.yaml, *.yml")));
        assertEquals(List.of("a.yaml"), relative(root.list("**/*.yaml", "sub/**")));
        assertEquals(List.of("a.yaml", "sub/.git/d.yaml", "sub/c.yaml"), relative(root.list("**/*.yaml", null, false)));
        assertEquals(List.of(), relative(root.list("none")));
        assertThrows(IOException.class, () -> root.list("/etc/*"));
        assertEquals(3, root.list().size());
        assertEquals(List.of(), root.child("absent").list());
    }

    /** Temporary files lie in the directory, and are as readable as any: a secret needs its mode set first. */
    @Test
    public void temporaryFiles() throws Exception {
        assumeTrue(File.separatorChar == '/');
        root.child("plain/file").write("x", "UTF-8");
        FilePath file = root.createTempFile("secret", ".txt");
        FilePath dir = root.createTempDir("dir", "x");
        assertEquals(root, file.getParent());
        assertEquals(root, dir.getParent());
        assertTrue(dir.isDirectory());
        assertEquals(root.child("plain").mode(), dir.mode());
        assertEquals(root.child("plain/file").mode(), file.mode());
        file.chmod(0600);
        assertEquals(0600, file.mode());
    }

    /** Deleting does not follow links. */
    @Test
    public void deletesBelow() throws Exception {
        assumeTrue(File.separatorChar == '/');
        Path outside = folder.newFile("outside").toPath();
        FilePath dir = root.child("dir");
        dir.child("sub/file").write("x", "UTF-8");
        Files.createSymbolicLink(Path.of(dir.getRemote(), "link"), outside);
        dir.deleteContents();
        assertTrue(dir.exists());
        assertEquals(List.of(), dir.list());
        dir.deleteRecursive();
        assertFalse(dir.exists());
        assertTrue(Files.exists(outside));
    }

    /** A path that leaves the directory, by dots or by a link, is no descendant. */
    @Test
    public void descendants() throws Exception {
        assumeTrue(File.separatorChar == '/');
        root.child("in/file").write("x", "UTF-8");
        Files.createSymbolicLink(folder.getRoot().toPath().resolve("out"), Path.of("/"));
        assertTrue(root.isDescendant("in/file"));
        assertTrue(root.isDescendant("in/new"));
        assertTrue(root.isDescendant("in/../in/file"));
        assertFalse(root.isDescendant("../x"));
        assertFalse(root.isDescendant("out/etc"));
        assertThrows(IllegalArgumentException.class, () -> root.isDescendant("/etc"));
    }

    /** Work is done on the file that the path names. */
    @Test
    public void actsOnTheFile() throws Exception {
        FilePath file = root.child("file");
        file.write("x", "UTF-8");
        assertEquals(folder.getRoot().toPath().resolve("file").toString(), file.act(new NameOf()));
        assertFalse(file.isRemote());
        assertEquals(new FilePath(new File(folder.getRoot(), "file")), file);
    }

    private List<String> relative(FilePath[] files) {
        TreeSet<String> names = new TreeSet<>();
        Arrays.stream(files)
                .map(each -> each.getRemote().substring(root.getRemote().length() + 1))
                .map(each -> each.replace('\\', '/'))
                .forEach(names::add);
        return List.copyOf(names);
    }

    private static final class NameOf extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String invoke(File file, VirtualChannel channel) {
            return file.getPath();
        }
    }
}
