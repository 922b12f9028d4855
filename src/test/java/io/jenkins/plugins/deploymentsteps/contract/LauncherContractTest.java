package io.jenkins.plugins.deploymentsteps.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import hudson.Launcher;
import hudson.Proc;
import hudson.util.ArgumentListBuilder;
import hudson.util.StreamTaskListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the plugin expects of a {@link Launcher} on this machine, of Jenkins' own and of its stand-in. */
public class LauncherContractTest {
    /** A directory for each test. */
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StreamTaskListener listener = new StreamTaskListener(log, StandardCharsets.UTF_8);
    private final Launcher launcher = new Launcher.LocalLauncher(listener);

    /** The commands are those of a Unix shell. */
    @Before
    public void needsShell() {
        assumeTrue(File.separatorChar == '/');
    }

    /** Output, exit code, directory, environment and input are the process's. */
    @Test
    public void runsAProcess() throws Exception {
        int code = launcher.launch()
                .cmds("sh", "-c", "pwd; echo $GREETING; cat; echo problem >&2; exit 3")
                .pwd(folder.getRoot())
                .envs(Map.of("GREETING", "hello"))
                .stdin(new ByteArrayInputStream("input\n".getBytes(StandardCharsets.UTF_8)))
                .stdout(out)
                .join();
        assertEquals(3, code);
        assertEquals(
                folder.getRoot().getCanonicalPath() + "\nhello\ninput\nproblem\n",
                out.toString(StandardCharsets.UTF_8));
    }

    /** The error output goes its own way when asked. */
    @Test
    public void splitsErrorOutput() throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        launcher.launch()
                .cmds("sh", "-c", "echo out; echo err >&2")
                .stdout(out)
                .stderr(err)
                .join();
        assertEquals("out\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("err\n", err.toString(StandardCharsets.UTF_8));
    }

    /** The command line is printed, unless quiet; a masked argument never is. */
    @Test
    public void printsTheCommandLine() throws Exception {
        launcher.launch()
                .cmds(new ArgumentListBuilder("true", "shown").add("s3cret", true))
                .join();
        String printed = log.toString(StandardCharsets.UTF_8);
        assertTrue(printed, printed.contains("true shown ********"));
        assertFalse(printed, printed.contains("s3cret"));
        log.reset();
        launcher.launch().cmds("true").quiet(true).join();
        assertEquals("", log.toString(StandardCharsets.UTF_8));
    }

    /** The caller may read the output and write the input. */
    @Test
    public void readsAndWrites() throws Exception {
        Proc process = launcher.launch().cmds("cat").readStdout().writeStdin().start();
        try (var in = process.getStdin()) {
            in.write("text".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals("text", new String(process.getStdout().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, process.join());
        assertFalse(process.isAlive());
    }

    /** A process that outlasts its time is ended. */
    @Test(timeout = 30_000)
    public void endsAtTheTimeout() throws Exception {
        Proc process = launcher.launch().cmds("sleep", "60").start();
        assertTrue(process.isAlive());
        assertTrue(process.joinWithTimeout(200, TimeUnit.MILLISECONDS, listener) != 0);
        assertFalse(process.isAlive());
    }

    /** An unknown program fails at the start. */
    @Test
    public void unknownProgram() {
        assertThrows(
                IOException.class,
                () -> launcher.launch().cmds("no-such-program").start());
    }
}
