package io.jenkins.plugins.deploymentsteps.core.commit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlDocuments;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Whatever is written reads back as the same string by a YAML 1.1 reader (SnakeYAML), by Jackson, and by the YAML 1.2
 * reader that we use; and everything else in the file stays, byte for byte and value for value.
 */
@Covers({"B-21", "B-22"})
public class YamlRoundTripTest {
    private static final List<String> STYLES = List.of(
            "a: x # c\n",
            "a: 'x' # c\n",
            "a: \"x\" # c\n",
            "a:\n",
            "a: |\n  x\n",
            "a: >-\n  x\n  y\n",
            "a: {a: x, b: y}\n",
            "a: [x, 'y']\n",
            "a:\n  - x\n  -\n",
            "{\"a\": \"x\"}\n");

    private static final List<String> NASTY = List.of(
            "",
            " ",
            "  x ",
            "yes",
            "No",
            "ON",
            "off",
            "y",
            "N",
            "true",
            "False",
            "null",
            "Null",
            "~",
            "nan",
            ".nan",
            ".NaN",
            ".inf",
            "-.inf",
            "+.INF",
            "Infinity",
            "1.10",
            "1.0",
            "0123",
            "0o17",
            "0x1F",
            "0b101",
            "1_000",
            "1:30",
            "1:30:45",
            "12e3",
            "1e3",
            "1.e+3",
            "+1",
            "-1",
            "0",
            "007",
            "-0",
            "2024-01-01",
            "2024-01-01T00:00:00Z",
            "2024-1-1 1:1:1",
            "1.2.3",
            "1.2.3-rc.1+5",
            "10.20.30.40",
            "1e10123",
            "12ab34",
            "=",
            "<<",
            "-",
            "--- a",
            "---",
            "...",
            "?",
            "? a",
            ": a",
            "a: b",
            "a:",
            "a:b",
            "#x",
            "a #x",
            "a# x",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "'",
            "\"",
            "'a'",
            "\"a\"",
            "it's",
            "[a]",
            "{a: b}",
            "a, b",
            "]",
            "}",
            "\\",
            "\\n",
            "a\\b",
            "a\nb",
            "a\n",
            "\na",
            "a\n\n",
            "a\n  b\n",
            "\n",
            "\t",
            "a\tb",
            "\ta",
            "a\r\nb",
            "\r",
            "é",
            "日本",
            "😀",
            "a😀",
            "\u0000",
            "\u0001",
            "\u001b[31m",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\u2029",
            "\ufeff",
            "\ufeffa",
            "\uffff",
            "\u200b",
            "\u202e",
            "-a",
            "- a",
            "a - b",
            "http://x/y?z=1#f",
            "registry.example:5000/team/app:1.2@sha256:" + "0".repeat(64),
            "$(x)",
            "${x}",
            "{{ x }}",
            "!!str x",
            "a b  c",
            "a  #b",
            "trailing ",
            "key: |\n  block",
            "0.1e5",
            "0.",
            ".5",
            "1,000",
            "0x",
            "/a",
            "./a",
            "../a",
            ".a",
            "~a",
            "a~",
            "_",
            "1_",
            "NULL",
            "TRUE",
            "a=b",
            "a%",
            "e1",
            "1e",
            "1.2.",
            "1..2",
            "1.2.3e4",
            "1.2.3.",
            "a (b)",
            "a(b",
            "x".repeat(5000),
            "a b ".repeat(2000).strip());

    @Test
    public void everyNastyStringReadsBackInEveryStyle() throws Exception {
        for (String style : STYLES) {
            for (String value : NASTY) {
                check(style, value);
            }
        }
    }

    @Test
    public void randomStringsReadBackInEveryStyle() throws Exception {
        long seed = System.nanoTime();
        System.out.println("YamlRoundTripTest.randomStringsReadBackInEveryStyle: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            String value = randomText(random);
            try {
                check(STYLES.get(random.nextInt(STYLES.size())), value);
            } catch (AssertionError | Exception e) {
                throw new AssertionError("seed " + seed + ", value '" + value + "'", e);
            }
        }
    }

    @Test
    public void randomEditsOfRandomFilesTouchNothingElse() throws Exception {
        long seed = System.nanoTime();
        System.out.println("YamlRoundTripTest.randomEditsOfRandomFilesTouchNothingElse: seed " + seed);
        for (int i = 0; i < 1500; i++) {
            Random random = new Random(seed + i);
            try {
                editRandomFile(random);
            } catch (AssertionError | Exception e) {
                throw new AssertionError("seed " + seed + " + " + i, e);
            }
        }
    }

    private static void editRandomFile(Random random) throws Exception {
        RandomYaml yaml = new RandomYaml(random);
        String text = yaml.text();
        List<String> paths = new ArrayList<>(yaml.scalars().keySet());
        String path = paths.get(random.nextInt(paths.size()));
        String value = random.nextBoolean() ? NASTY.get(random.nextInt(NASTY.size())) : randomText(random);
        YamlEdit edit = YamlEdit.open("f.yaml", text.getBytes(StandardCharsets.UTF_8));
        edit.set(YamlFinder.find(edit, YamlPath.parse(path)).orElseThrow().place(), value, false);
        String after = new String(edit.content(), StandardCharsets.UTF_8);

        int[] span = yaml.scalars().get(path);
        String before = text.substring(0, span[0]);
        String rest = text.substring(span[1]);
        assertTrue(path + " of:\n" + text + "became:\n" + after, after.startsWith(before) && after.endsWith(rest));
        Map<String, Object> expected = new LinkedHashMap<>(flat("", load(text)));
        expected.put(path, value);
        // Who follows an alias follows it still.
        yaml.aliases().forEach((alias, anchor) -> {
            if (anchor.equals(path)) {
                expected.put(alias, value);
            }
        });
        assertEquals(text, expected, flat("", load(after)));
    }

    @Test
    public void randomAdditionsToRandomFilesTouchNothingElse() throws Exception {
        long seed = System.nanoTime();
        System.out.println("YamlRoundTripTest.randomAdditionsToRandomFilesTouchNothingElse: seed " + seed);
        int added = 0;
        for (int i = 0; i < 1500; i++) {
            Random random = new Random(seed + i);
            try {
                added += addToRandomFile(random);
            } catch (AssertionError | Exception e) {
                throw new AssertionError("seed " + seed + " + " + i, e);
            }
        }
        assertTrue("in " + added + " files", added > 500);
    }

    /** Returns how many entries were added. */
    private static int addToRandomFile(Random random) throws Exception {
        RandomYaml yaml = new RandomYaml(random);
        String text = yaml.text();
        if (yaml.maps().isEmpty()) {
            return 0;
        }
        String path = yaml.maps().get(random.nextInt(yaml.maps().size()));
        boolean deep = random.nextBoolean();
        String value = NASTY.get(random.nextInt(NASTY.size()));
        YamlEdit edit = YamlEdit.open("f.yaml", text.getBytes(StandardCharsets.UTF_8));
        YamlPlace map =
                YamlFinder.find(edit, YamlPath.parse(path)).orElseThrow().place();
        edit.add(map, deep ? List.of("new", "deep") : List.of("new"), value);
        String after = new String(edit.content(), StandardCharsets.UTF_8);

        int same = 0;
        while (same < text.length() && text.charAt(same) == after.charAt(same)) {
            same++;
        }
        String shown = path + " of:\n" + text + "became:\n" + after;
        assertTrue(shown, after.length() > text.length() && after.endsWith(text.substring(same)));
        Map<String, Object> expected = new LinkedHashMap<>(flat("", load(text)));
        expected.put(path + (deep ? ".new.deep" : ".new"), value);
        assertEquals(shown, expected, flat("", load(after)));
        return 1;
    }

    private static void check(String style, String value) throws Exception {
        Change change = new Change.SetValue("f.yaml", path(style), value, false);
        String text = Commits.edited("f.yaml", style.replaceAll("(?<=[: \\[{\"'])x(?=[\\s,\"'\\]])", "before"), change);
        JsonNode jackson = new ObjectMapper(new YAMLFactory()).readTree(text.getBytes(StandardCharsets.UTF_8));
        String shown = "'" + value + "' in '" + style + "' became '" + text + "'";
        assertEquals(shown, value, find(load(text)));
        assertEquals(shown, value, find(new ObjectMapper().convertValue(jackson, Object.class)));
        Object ours = YamlDocuments.toData(
                "f.yaml",
                YamlDocuments.compose("f.yaml", text, YamlLimits.DEFAULT).get(0));
        assertEquals(shown, value, find(ours));
    }

    private static String path(String style) {
        return style.contains("{a: x") ? "a.a" : style.contains("[") || style.contains("- x") ? "a[0]" : "a";
    }

    private static Object find(Object data) {
        Object a = ((Map<?, ?>) data).get("a");
        return a instanceof Map<?, ?> map ? map.get("a") : a instanceof List<?> list ? list.get(0) : a;
    }

    private static Object load(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private static Map<String, Object> flat(String path, Object data) {
        Map<String, Object> flat = new LinkedHashMap<>();
        if (data instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flat.putAll(flat(path.isEmpty() ? "" + key : path + "." + key, value)));
        } else if (data instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flat.putAll(flat(path + "[" + i + "]", list.get(i)));
            }
        } else {
            flat.put(path, data);
        }
        return flat;
    }

    private static String randomText(Random random) {
        String alphabet = "aZ09 .:-_#'\"\\/\n\t,[]{}&*!|>%@`~=<?+é😀\u2028";
        int[] characters = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }
}
