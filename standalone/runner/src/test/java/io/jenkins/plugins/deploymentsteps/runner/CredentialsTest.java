package io.jenkins.plugins.deploymentsteps.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.stringContainsInOrder;
import static org.junit.Assert.assertThrows;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.credentials.CredentialsFile;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The credentials file, withCredentials and the masks of the log. */
public class CredentialsTest {
    @Rule
    public final Builds builds = new Builds();

    private Controller controller;

    @Before
    public void startController() {
        controller = Controller.start(builds.getRoot());
    }

    private void load(String... entries) throws IOException {
        Path file = builds.getRoot().toPath().resolve("credentials.yaml");
        Files.writeString(
                file,
                "credentials:\n  system:\n    domainCredentials:\n      - credentials:\n          - "
                        + String.join("\n          - ", entries));
        CredentialsFile.load(file, Map.of("TOKEN", "a-token-of-the-environment"), controller);
    }

    @Test
    public void secretsAreBoundAndMasked() throws Exception {
        Files.writeString(builds.getRoot().toPath().resolve("kubeconfig"), "kind: Config");
        load(
                "string: {id: token, scope: GLOBAL, secret: '${TOKEN}'}",
                "usernamePassword: {id: user, username: me, password: a-pass'word}",
                "file: {id: cluster, fileName: config, secretBytes: '${readFileBase64:kubeconfig}'}");
        Builds.Ended ended = builds.run(
                "node { withCredentials([",
                "    string(credentialsId: 'token', variable: 'T'),",
                "    usernamePassword(credentialsId: 'user', usernameVariable: 'U', passwordVariable: 'P'),",
                "    file(credentialsId: 'cluster', variable: 'F')]) {",
                "  sh 'echo $T $U $P; cat $F; echo $T | base64'",
                "  echo \"T is ${T}\"",
                "  env.FILE = F",
                "} ; echo \"left: ${fileExists(env.FILE)}\" }");
        assertThat(ended.log(), ended.result(), is(Result.SUCCESS));
        assertThat(
                ended.log(),
                stringContainsInOrder("Masking supported pattern matches of $T or $P", "**** me ****", "kind: Config"));
        assertThat(ended.log(), containsString("A secret was passed to \"echo\" using Groovy String interpolation"));
        assertThat(ended.log(), containsString("left: false"));
        for (String file : new String[] {"log", "build.xml", "workflow/3.xml", "workflow/4.xml", "workflow/5.xml"}) {
            assertThat(
                    ended.file(file),
                    not(allOf(containsString("a-token-of-the-environment"), containsString("a-pass"))));
        }
    }

    @Test
    public void environmentSectionBindsCredentials() throws Exception {
        load("usernamePassword: {id: user, username: me, password: the-password}");
        Builds.Ended ended = builds.run(
                "pipeline { agent any",
                "environment { LOGIN = credentials('user') }",
                "stages { stage('S') { steps { sh 'test $LOGIN = $LOGIN_USR:$LOGIN_PSW; echo $LOGIN_USR $LOGIN_PSW' } } } }");
        assertThat(ended.log(), containsString("\nme ****\n"));
        assertThat(ended.log(), not(containsString("the-password")));
    }

    @Test
    public void missingCredentialIsNamed() throws Exception {
        assertThat(
                builds.run("node { withCredentials([string(credentialsId: 'nope', variable: 'X')]) { } }")
                        .log(),
                containsString("ERROR: Could not find credentials entry with ID 'nope'"));
    }

    @Test
    public void fileThatIsNotUnderstoodIsRefused() {
        assertThat(
                assertThrows(IOException.class, () -> load("token: {id: x}")).getMessage(),
                containsString("does not know credentials of kind token. Known: string, file"));
        assertThat(
                assertThrows(IOException.class, () -> load("string: {id: x}")).getMessage(),
                containsString("secret is missing"));
        assertThat(
                assertThrows(IOException.class, () -> load("string: {id: x, secret: '${NOT_SET}'}"))
                        .getMessage(),
                containsString("environment variable NOT_SET is not set"));
    }
}
