package io.jenkins.plugins.deploymentsteps.testbed;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Nothing of a testbed outlives its owner. */
@Category(NeedsTestbed.class)
public class TestbedLifetimeTest {

    private static final String UP = TestbedProcess.program().toString();

    private Process owner;

    @BeforeClass
    public static void skip() {
        Testbed.assumeWanted("a testbed of their own");
    }

    @After
    public void endOwner() {
        if (owner != null) {
            owner.destroy();
        }
    }

    @Test
    public void theEndOfStandardInputEndsEverything() throws Exception {
        List<ProcessHandle> processes = start(UP, "--json", "--with=kubernetes");

        owner.getOutputStream().close();

        assertEnded(processes);
        assertEquals(0, owner.waitFor());
    }

    @Test
    public void aKilledSupervisorLeavesNothing() throws Exception {
        List<ProcessHandle> processes = start(UP, "--json", "--with=kubernetes");

        owner.destroyForcibly();

        assertEnded(processes);
    }

    @Test
    public void aKilledOwnerLeavesNothing() throws Exception {
        // The shell goes on after the testbed, so it is a process of its own, whose end does not close standard input.
        List<ProcessHandle> processes = start("sh", "-c", UP + " --json --with=kubernetes; true");

        owner.destroyForcibly();

        assertEnded(processes);
    }

    @Test
    public void aKilledSupervisorTakesItsCommandWithIt() throws Exception {
        List<ProcessHandle> processes =
                start(UP, "--with=kubernetes", "--", "sh", "-c", "echo '\"ready\":\"kubernetes\"'; exec sleep 600");

        owner.destroyForcibly();

        assertEnded(processes);
    }

    @Test
    public void aCommandRunsInsideAndItsExitCodeIsTheTestbeds() throws Exception {
        owner = new ProcessBuilder(UP, "--with=kubernetes", "--", "sh", "-c", "kubectl get nodes; exit 7")
                .redirectError(Redirect.INHERIT)
                .start();

        assertThat(new String(owner.getInputStream().readAllBytes()), containsString("Ready"));
        assertEquals(7, owner.waitFor());
    }

    /** Starts the owner and returns all processes that it has once the cluster is up. */
    private List<ProcessHandle> start(String... line) throws IOException {
        owner = new ProcessBuilder(line).redirectError(Redirect.INHERIT).start();
        BufferedReader announcements = owner.inputReader();
        String announcement = announcements.readLine();
        assertThat(announcement, containsString("\"ready\":\"kubernetes\""));
        List<ProcessHandle> processes =
                Stream.concat(Stream.of(owner.toHandle()), owner.descendants()).toList();
        assertTrue("five servers, each with its own tie", processes.size() > 10);
        return processes;
    }

    private static void assertEnded(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
