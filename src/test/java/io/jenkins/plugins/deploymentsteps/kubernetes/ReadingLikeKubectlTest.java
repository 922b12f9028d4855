package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** A manifest means to us what it means to kubectl. */
@Category(NeedsTestbed.class)
public class ReadingLikeKubectlTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private static final List<String> SCALARS = List.of(
            "yes",
            "Yes",
            "no",
            "on",
            "OFF",
            "y",
            "n",
            "true",
            "False",
            "~",
            "null",
            "Null",
            "NULL",
            "0",
            "-0",
            "+5",
            "-12",
            "010",
            "0644",
            "08",
            "09.5",
            "0o14",
            "0x1F",
            "0X1f",
            "0b101",
            "-0x1",
            "1_000",
            "1__0",
            "_1",
            "1_",
            "12e3",
            "1e3",
            "1E+3",
            "1e-3",
            "1234567e5",
            "1.0",
            "1.50",
            "1.10",
            ".5",
            "5.",
            "-.5",
            "1:30",
            "190:20:30",
            "2001-01-01",
            "2001-12-14t21:59:43.10-05:00",
            "1.2.3",
            "0.1.2",
            "v1",
            "9223372036854775807",
            "-9223372036854775808",
            "1.7976931348623157",
            "00",
            "0x",
            "0o8",
            "1e",
            "e3",
            "+",
            "=",
            "<<a",
            "\"yes\"",
            "'010'",
            "!!str 010",
            "!!int \"12\"",
            "1,000",
            "0.0",
            "100000000000000000000.0",
            "3.0e2",
            "2e08");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ObjectMapper json = new ObjectMapper();

    @Test
    @Covers("B-09")
    public void everyPlainScalarMeansTheSame() throws Exception {
        StringBuilder text = new StringBuilder("apiVersion: example.org/v1\nkind: Any\nmetadata: {name: x}\nspec:\n");
        for (int i = 0; i < SCALARS.size(); i++) {
            text.append("  k").append(i).append(": ").append(SCALARS.get(i)).append('\n');
        }
        text.append("  keys: {010: a, yes: b, 1.5: c}\n  merged: &m {a: 1, b: 2}\n  more: {<<: *m, b: 3}\n");
        Path file = folder.newFile("any.yaml").toPath();
        Files.writeString(file, text);
        JsonNode kubectls = json.readTree(
                testbed.kubernetes().kubectl("annotate", "--local", "--filename=" + file, "x=y", "--output=json"));
        JsonNode ours = json.valueToTree(ManifestReader.read(
                        List.of(new ManifestFile("any.yaml", text.toString().getBytes(StandardCharsets.UTF_8))))
                .objects()
                .get(0)
                .content());
        StringBuilder differences = new StringBuilder();
        kubectls.get("spec").properties().forEach(field -> {
            JsonNode our = ours.get("spec").get(field.getKey());
            if (!normal(field.getValue()).equals(normal(our))) {
                String scalar = field.getKey().matches("k\\d+")
                        ? SCALARS.get(Integer.parseInt(field.getKey().substring(1)))
                        : field.getKey();
                differences
                        .append(scalar)
                        .append(": kubectl ")
                        .append(field.getValue())
                        .append(", we ")
                        .append(our)
                        .append('\n');
            }
        });
        assertThat(differences.toString(), equalTo(""));
    }

    /** JSON knows one sort of number. */
    private static Object normal(JsonNode node) {
        return node.isNumber() ? node.decimalValue().stripTrailingZeros() : node;
    }
}
