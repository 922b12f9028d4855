package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import hudson.util.StreamTaskListener;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

public class ListenerLogTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ListenerLog log(String... secrets) {
        return new ListenerLog(
                new StreamTaskListener(out, StandardCharsets.UTF_8), "kubeApply", Redactor.of(List.of(secrets)));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    @Test
    public void eachLineBeginsWithTheStep() {
        log().info("created Deployment shop/web");
        log().warn("slow");
        assertThat(printed(), is("[kubeApply] created Deployment shop/web\n[kubeApply] WARNING: slow\n"));
    }

    @Test
    @Covers({"S-26", "B-29"})
    public void remoteTextCannotForgeLinesNorSteerATerminal() {
        log().info("name \u001b[31mred\u0007\nFinished: SUCCESS\r\u202egnp.exe <script>");
        String printed = printed();
        for (String line : printed.split("\n")) {
            assertThat(line.substring(0, 12), is("[kubeApply] "));
        }
        for (String bad : List.of("\u001b", "\u0007", "\r", "\u202e")) {
            assertThat(printed, not(containsString(bad)));
        }
    }

    @Test
    @Covers("B-29")
    public void anEndlessLineIsCutWithANote() {
        log().info("x".repeat(10_000_000));
        assertThat(printed().length(), lessThan(5_000));
        assertThat(printed(), containsString("more characters"));
    }

    @Test
    @Covers("S-07")
    public void secretsAreRedactedAlsoOverLines() {
        log("top-secret-1\ntop-secret-2").info("a top-secret-1\ntop-secret-2 b dG9wLXNlY3JldC0x");
        assertThat(printed(), not(containsString("top-secret")));
        assertThat(printed(), not(containsString("dG9wLXNlY3JldC0x")));
    }
}
