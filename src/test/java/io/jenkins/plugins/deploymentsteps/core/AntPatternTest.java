package io.jenkins.plugins.deploymentsteps.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.time.Duration;
import org.junit.Test;

@Covers("B-10")
public class AntPatternTest {
    @Test
    public void matchesAsAntDoes() {
        String[][] yes = {
            {"*.yaml", "web.yaml"},
            {"deploy/*.yaml", "deploy/web.yaml"},
            {"**/*.yaml", "web.yaml"},
            {"**/*.yaml", "a/b/c/web.yaml"},
            {"deploy/**", "deploy/a/b.txt"},
            {"deploy/", "deploy/a/b.txt"},
            {"deploy/**/web.yaml", "deploy/web.yaml"},
            {"deploy/**/x/**/web.yaml", "deploy/x/web.yaml"},
            {"w?b.yaml", "web.yaml"},
            {"w*b*.y*ml", "web-blue.yaml"},
            {"a b/*'.yaml", "a b/it's'.yaml"},
            {"**", "anything/at/all"},
        };
        String[][] no = {
            {"*.yaml", "deploy/web.yaml"},
            {"deploy/*.yaml", "deploy/sub/web.yaml"},
            {"w?b.yaml", "wb.yaml"},
            {"deploy/**/web.yaml", "deployment/web.yaml"},
            {"*.yaml", "web.yml"},
            {"WEB.yaml", "web.yaml"},
        };
        for (String[] each : yes) {
            assertThat(each[0] + " and " + each[1], AntPattern.of(each[0]).matches(each[1]), is(true));
        }
        for (String[] each : no) {
            assertThat(each[0] + " and " + each[1], AntPattern.of(each[0]).matches(each[1]), is(false));
        }
    }

    @Test
    public void aHostilePatternTakesNoTime() {
        String pattern = "**/".repeat(100) + "*a".repeat(500) + "b";
        String path = "a/".repeat(100) + "a".repeat(1_000);
        long begin = System.nanoTime();
        assertThat(AntPattern.of(pattern).matches(path), is(false));
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(1)));
    }

    @Test
    public void knowsWhereToStart() {
        assertThat(AntPattern.of("deploy/prod/*.yaml").fixedPrefix(), is("deploy/prod"));
        assertThat(AntPattern.of("**/x.yaml").fixedPrefix(), is(""));
        assertThat(AntPattern.of("*.yaml").fixedPrefix(), is(""));
    }
}
