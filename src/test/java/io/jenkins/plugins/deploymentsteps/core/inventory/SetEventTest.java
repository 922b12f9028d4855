package io.jenkins.plugins.deploymentsteps.core.inventory;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.core.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

/** What an event of the cluster says; that it is created, RecordOnClusterTest shows. */
public class SetEventTest {
    private static String message(String summary, Origin origin) {
        return new SetEvent("id", SetEvent.Reason.DEPLOYED, summary, origin).message();
    }

    @Test
    public void whatIsNotKnownIsNotTold() {
        assertThat(message("done", new Origin("shop #1", "", "")), is("done. Build: shop #1"));
        assertThat(
                message("done.", new Origin("https://ci.example/job/shop/1/", "abc1234", "alice; timer")),
                is("done. Build: https://ci.example/job/shop/1/, commit: abc1234, started by: alice; timer"));
    }

    @Test
    public void aLongOneIsCutBetweenCharactersAndStillNamesTheBuild() {
        for (String character : List.of("x", "ü", "語", "😀")) {
            String text = message(character.repeat(3_000), new Origin("https://ci.example/job/shop/1/", "", "alice"));
            assertThat(text.getBytes(StandardCharsets.UTF_8).length, lessThanOrEqualTo(1_024));
            assertThat(text, endsWith("… Build: https://ci.example/job/shop/1/, started by: alice"));
            assertThat(text, not(containsString("\ufffd")));
            String who = message("done", new Origin(character.repeat(3_000), "", character.repeat(3_000)));
            assertThat(who.getBytes(StandardCharsets.UTF_8).length, lessThanOrEqualTo(1_024));
            assertThat(who, endsWith("…"));
        }
    }

    @Test
    public void anOriginIsOfOneLineAndWithoutSecrets() {
        Origin origin = new Origin("a\nb", "hunter2-hunter2", "mallory\u202e (hunter2-hunter2)")
                .redacted(Redactor.of(List.of("hunter2-hunter2")));
        assertThat(origin, is(new Origin("a b", "****", "mallory\ufffd (****)")));
    }
}
