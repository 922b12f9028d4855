package io.jenkins.plugins.deploymentsteps.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.diff.FieldChange;
import io.jenkins.plugins.deploymentsteps.core.diff.ObjectDiff;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

/** What the page is given of a comparison: short, harmless, without the secrets that the step used. */
public class ShownDiffTest {
    private static SetDiff diff(int objects, int fields, String text) {
        return new SetDiff(
                "https://kubernetes.example",
                List.of(),
                IntStream.range(0, objects)
                        .mapToObj(i -> new ObjectDiff(
                                new ObjectRef("v1", "ConfigMap", "shop", text + i),
                                ObjectDiff.Action.CHANGED,
                                IntStream.range(0, fields)
                                        .mapToObj(field -> new FieldChange(
                                                "data[" + text + field + "]", FieldChange.Kind.CHANGED, text, text))
                                        .toList(),
                                0,
                                null,
                                "fingerprint"))
                        .toList(),
                null,
                "digest");
    }

    @Test
    @Covers({"S-25", "S-26", "T-53"})
    public void hostileTextIsHarmlessAndSecretsAreGone() {
        ShownDiff shown = ShownDiff.of(
                diff(1, 1, "\u001b[2J\u202e\"><img onerror=alert(1)> hunter2-hunter2 " + "x".repeat(5_000)),
                Redactor.of(List.of("hunter2-hunter2")));
        String text = shown.getBlocks().get(0).getText();
        assertThat(text, not(containsString("hunter2")));
        assertThat(text, not(containsString("\u001b")));
        assertThat(text, not(containsString("\u202e")));
        assertThat("the view escapes it", text, containsString("<img onerror"));
        assertThat(text.lines().toList(), hasSize(2));
        assertThat(text.length(), lessThan(2_200));
    }

    @Test
    @Covers("B-30")
    public void manyObjectsAreCutAndCountedAndNotShownAtOnce() {
        ShownDiff shown = ShownDiff.of(diff(2_000, 3, "a"), Redactor.NONE);
        assertThat(shown.getBlocks(), hasSize(500));
        assertThat(shown.getLeftOut(), is(1_500));
        assertThat(shown.isLong(), is(true));
        assertThat(ShownDiff.of(diff(2, 3, "a"), Redactor.NONE).isLong(), is(false));
    }
}
