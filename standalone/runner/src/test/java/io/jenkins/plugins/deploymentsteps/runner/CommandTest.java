package io.jenkins.plugins.deploymentsteps.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.stringContainsInOrder;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The command: arguments, exit codes, signals. */
public class CommandTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String jenkinsfile(String text) throws Exception {
        return Files.writeString(folder.newFile().toPath(), text).toString();
    }

    private int run(String... arguments) throws Exception {
        return Main.run(arguments, out, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    public void exitCodeTellsWhetherTheBuildSucceeded() throws Exception {
        assertThat(run(jenkinsfile("echo 'x'")), is(0));
        assertThat(run(jenkinsfile("error 'x'")), is(1));
        assertThat(run(jenkinsfile("unstable 'x'")), is(1));
        assertThat(out.toString(StandardCharsets.UTF_8), containsString("Finished: UNSTABLE"));
    }

    @Test
    public void wrongArgumentsAreNamed() throws Exception {
        assertThat(run(), is(2));
        assertThat(run("--colour", "red"), is(2));
        assertThat(run("/no/such/Jenkinsfile"), is(2));
        assertThat(run("-P", "x", "Jenkinsfile"), is(2));
        assertThat(
                err.toString(StandardCharsets.UTF_8),
                stringContainsInOrder(
                        "runner: no Jenkinsfile given",
                        "runner: unexpected argument: --colour",
                        "runner: no such file: /no/such/Jenkinsfile",
                        "runner: -P takes NAME=VALUE, not x"));
    }

    @Test
    public void optionsReachTheBuild() throws Exception {
        Path build = folder.newFolder().toPath();
        String file = jenkinsfile(
                "pipeline { agent any; parameters { string(name: 'A') }; stages { stage('S') { steps { echo \"${JOB_NAME} ${BUILD_NUMBER} ${A}\" } } } }");
        assertThat(
                run("--job", "shop", "--build-number", "12", "-P", "A=b=c", "--build-dir", build.toString(), file),
                is(0));
        assertThat(Files.readString(build.resolve("log")), containsString("shop 12 b=c"));
    }

    @Test
    public void signalAbortsTheBuildAsJenkinsWould() throws Exception {
        Path build = folder.newFolder().toPath();
        String file = jenkinsfile(
                "pipeline { agent any; stages { stage('S') { steps { echo 'started'; sleep 600 } } }; post { aborted { echo 'cleaning up' } } }");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of("--build-dir", build.toString(), file));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.getRoot(), "out"))
                .start();
        try {
            while (process.isAlive()
                    && !(Files.exists(build.resolve("log"))
                            && Files.readString(build.resolve("log")).contains("Sleeping"))) {
                Thread.sleep(20);
            }
            // Not SIGINT: a shell has its background jobs ignore it, and so does what they start.
            process.destroy();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue(), is(143));
        assertThat(
                Files.readString(build.resolve("log")),
                stringContainsInOrder("cleaning up", "Aborted from the command line", "Finished: ABORTED"));
    }
}
