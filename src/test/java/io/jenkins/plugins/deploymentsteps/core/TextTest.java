package io.jenkins.plugins.deploymentsteps.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import org.junit.Test;

@Covers("B-29")
public class TextTest {
    @Test
    public void whatSteersATerminalOrForgesLinesIsReplaced() {
        assertThat(
                Text.printable("a\u001b[31mred\u0007\rb\u009bc\u202Ed\u2066e\u2028f\u0000\u061c"),
                equalTo("a�[31mred��b�c�d�e�f��"));
    }

    @Test
    public void whatPeopleWriteStays() {
        String text = "tab\tline\n<script> \u00e4\u00f6 \u65e5\u672c \ud83d\ude80";
        assertThat(Text.printable(text), equalTo(text));
    }

    @Test
    public void aLongTextBecomesOneLineThatSaysHowMuchIsMissing() {
        assertThat(Text.shorten("ab\ncd\tef", 5), equalTo("ab cd… (3 more characters)"));
        assertThat(Text.shorten("short", 5), equalTo("short"));
        assertThat(Text.shorten("x", 0), equalTo("… (1 more characters)"));
        assertThat(
                "no half of a pair is left", Text.shorten("ab\ud83d\ude80cd", 3), equalTo("ab… (4 more characters)"));
        assertThat(Text.shorten("x".repeat(10_000_000), 100).length() < 200, is(true));
    }
}
