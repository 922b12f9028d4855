package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.credentials.ArgoLocation;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.credentials.RunCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Steps and forms refuse in FIPS mode what it does not allow. A JVM is in that mode or is not: it is another one. */
@Covers({"S-37", "T-38"})
public class FipsInStepsAndFormsTest {
    private static final String PLAIN = "http://plain.example/x";
    private static final String TLS = "https://tls.example/x";

    @Test
    public void everyStepAndEveryFormAsks() throws Exception {
        assertThat(
                outcomes("true"),
                equalTo(List.of(
                        "form server: refused",
                        "form url: refused",
                        "form skipTlsVerify: ERROR",
                        "kubeApply server: refused",
                        "kubeApply skipTlsVerify: refused",
                        "gitopsCommit url: refused",
                        "argoSync server: refused",
                        "argoSync skipTlsVerify: refused")));
    }

    @Test
    public void withoutItNobodyIsAsked() throws Exception {
        assertThat(
                outcomes("false"),
                equalTo(List.of(
                        "form server: passed",
                        "form url: passed",
                        "form skipTlsVerify: WARNING",
                        "kubeApply server: passed",
                        "kubeApply skipTlsVerify: passed",
                        "gitopsCommit url: passed",
                        "argoSync server: passed",
                        "argoSync skipTlsVerify: passed")));
    }

    private static List<String> outcomes(String mode) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djenkins.security.FIPS140.COMPLIANCE=" + mode,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat("it ends", process.waitFor(60, TimeUnit.SECONDS), is(true));
        return output.lines().toList();
    }

    /** What the other JVM runs: there is no Jenkins in it, and FIPS mode is asked for before Jenkins is. */
    public static final class Program {
        private Program() {}

        private interface Check {
            void run() throws DeploymentException;
        }

        /** Prints an outcome a line. */
        public static void main(String[] arguments) {
            RunCredentials credentials = new RunCredentials(null, TaskListener.NULL);
            print("form server", () -> FormFields.httpUrl("server", PLAIN));
            print("form url", () -> FormFields.gitUrl("url", PLAIN));
            System.out.println("form skipTlsVerify: " + FormFields.skipTlsVerify(true).kind);
            print("kubeApply server", () -> credentials.cluster(new ClusterLocation("x", PLAIN, null, null, false)));
            print(
                    "kubeApply skipTlsVerify",
                    () -> credentials.cluster(new ClusterLocation("x", TLS, null, null, true)));
            print("gitopsCommit url", () -> credentials.repository(PLAIN, null));
            print("argoSync server", () -> credentials.argo(new ArgoLocation("x", PLAIN, null, false)));
            print("argoSync skipTlsVerify", () -> credentials.argo(new ArgoLocation("x", TLS, null, true)));
        }

        private static void print(String what, Check check) {
            String outcome = "passed";
            try {
                check.run();
            } catch (DeploymentException e) {
                outcome = e.getMessage().contains("FIPS mode") ? "refused" : "passed";
            } catch (RuntimeException | LinkageError e) {
                // It went on, to where a Jenkins would be.
                outcome = "passed";
            }
            System.out.println(what + ": " + outcome);
        }
    }
}
