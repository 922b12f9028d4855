package io.jenkins.plugins.deploymentsteps.core.commit;

import static io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind.INVALID_INPUT;
import static io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind.NOT_FOUND;
import static io.jenkins.plugins.deploymentsteps.core.commit.Commits.create;
import static io.jenkins.plugins.deploymentsteps.core.commit.Commits.edited;
import static io.jenkins.plugins.deploymentsteps.core.commit.Commits.refused;
import static io.jenkins.plugins.deploymentsteps.core.commit.Commits.value;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

/** What {@link Change.SetValue} does to a file: the wanted value, and nothing else. */
@Covers("B-21")
public class ValueEditTest {
    @Test
    public void keepsEveryOtherByte() throws Exception {
        assertEdit("a:   1   # one\n\n\n# end", "a", "2", "a:   2   # one\n\n\n# end");
        assertEdit("a: 1\r\nb:  2\t\r\n", "b", "3", "a: 1\r\nb:  3\t\r\n");
        assertEdit("\uFEFFa: x\n", "a", "w", "\uFEFFa: w\n");
        assertEdit("😀: \"🎉\" # 🎈\nb: x\n", "b", "w", "😀: \"🎉\" # 🎈\nb: w\n");
        assertEdit("# c\n---\n- a\n-   b   \n", "[1]", "z", "# c\n---\n- a\n-   z   \n");
        assertEdit("a: x", "a", "w", "a: w");
    }

    @Test
    public void keepsTheStyleWhereItIsSafe() throws Exception {
        assertEdit("a: 'x'\n", "a", "it's", "a: 'it''s'\n");
        assertEdit("a: \"x\" # c\n", "a", "y", "a: \"y\" # c\n");
        assertEdit("a: x\n", "a", "1.2.3", "a: 1.2.3\n");
        assertEdit("a: x\n", "a", "yes", "a: \"yes\"\n");
        assertEdit("a: x\n", "a", "1.10", "a: \"1.10\"\n");
        assertEdit("a: 'x'\n", "a", "two\nlines", "a: \"two\\nlines\"\n");
        assertEdit("a: many\n  words # c\n", "a", "one", "a: one # c\n");
        assertEdit("a: \"x\\ty\"\n", "a", "back\\slash \"q\"", "a: \"back\\\\slash \\\"q\\\"\"\n");
    }

    @Test
    public void keepsTheTypeThatStoodThere() throws Exception {
        assertEdit("a: 1\n", "a", "20", "a: 20\n");
        assertEdit("a: 1\n", "a", "0123", "a: \"0123\"\n");
        assertEdit("a: 1\n", "a", "1:30", "a: \"1:30\"\n");
        assertEdit("a: 1.5\n", "a", "2", "a: 2\n");
        assertEdit("a: true\n", "a", "false", "a: false\n");
        assertEdit("a: true\n", "a", "no", "a: \"no\"\n");
        assertEdit("a: \"1\"\n", "a", "2", "a: \"2\"\n");
        assertEdit("a: x\n", "a", "2", "a: \"2\"\n");
        assertEdit("a: ~\n", "a", "2", "a: \"2\"\n");
    }

    @Test
    public void editsBlockScalars() throws Exception {
        assertEdit(
                "a: | # c\n  old\n  text\n\n# d\nb: 1\n",
                "a",
                "new\n\nlines\n",
                "a: | # c\n  new\n\n  lines\n\n# d\nb: 1\n");
        assertEdit("a: |\n    old\nb: 1\n", "a", "new", "a: |-\n    new\nb: 1\n");
        assertEdit("a: >-\r\n  old\r\n  text\r\nb: 1\r\n", "a", "x\ny", "a: |-\r\n  x\r\n  y\r\nb: 1\r\n");
        assertEdit("a: | # c\n  old\nb: 1\n", "a", " indented", "a: \" indented\" # c\nb: 1\n");
        assertEdit("a: |+\n  old\n\n\nb: 1\n", "a", "new", "a: \"new\"\nb: 1\n");
        assertEdit("a: |2\n   old\nb: 1\n", "a", "new", "a: \"new\"\nb: 1\n");
        assertEdit("a: |\n  old", "a", "new", "a: |-\n  new");
        assertEdit("a: |\n  old\n", "a", "", "a: \"\"\n");
    }

    @Test
    public void editsInsideBracketsAndBraces() throws Exception {
        assertEdit("a: {b: [1, 2], c: x}\n", "a.b[1]", "3", "a: {b: [1, 3], c: x}\n");
        assertEdit("a: {b: x, c: y}\n", "a.b", "r:1", "a: {b: \"r:1\", c: y}\n");
        assertEdit("a: [x, y]\n", "a[0]", "b, c", "a: [\"b, c\", y]\n");
        assertEdit("a: {b: , c: 1}\n", "a.b", "x", "a: {b: x , c: 1}\n");
        assertEdit("a: {b:, c: 1}\n", "a.b", "x", "a: {b: x, c: 1}\n");
    }

    @Test
    public void keepsJsonJson() throws Exception {
        Change change = new Change.SetValue("f.json", "a.b", "x y", false);
        assertEquals("{\"a\": {\"b\": \"x y\"}}", edited("f.json", "{\"a\": {\"b\": 1}}", change));
        Change added = new Change.SetValue("f.json", "a.c", "ü\u0001", true);
        assertEquals("{\"a\": {\"b\": 1, \"c\": \"ü\\u0001\"}}", edited("f.json", "{\"a\": {\"b\": 1}}", added));
    }

    @Test
    public void fillsInAValueThatIsAbsent() throws Exception {
        assertEdit("a:\nb: 1\n", "a", "x", "a: x\nb: 1\n");
        assertEdit("a: # c\nb: 1\n", "a", "x", "a: x # c\nb: 1\n");
        assertEdit("-\n- a\n", "[0]", "x", "- x\n- a\n");
        assertEdit("a:", "a", "x", "a: x");
        assertThat(
                refused(INVALID_INPUT, "f.yaml", "a: {b, c: 1}\n", value("a.b", "x")),
                containsString("key without a colon"));
    }

    @Test
    public void findsItemsByTheirKeys() throws Exception {
        String text = "c:\n- name: a\n  v: 1\n- {name: b, v: 2}\n";
        assertEdit(text, "c[name=b].v", "3", "c:\n- name: a\n  v: 1\n- {name: b, v: 3}\n");
        assertThat(
                refused(NOT_FOUND, "f.yaml", text, value("c[name=z].v", "3")),
                containsString("f.yaml, line 2: there is no 'c[name=z].v': 'c' has the items [name=a], [name=b]"));
        assertThat(
                refused(INVALID_INPUT, "f.yaml", "c:\n- name: a\n- name: a\n", value("c[name=a].name", "x")),
                containsString("fits several items"));
    }

    @Test
    public void keepsAnchorsAndTags() throws Exception {
        assertEdit("a: &x foo # c\nb: *x\n", "a", "bar", "a: &x bar # c\nb: *x\n");
        assertEdit("a: !!str foo\n", "a", "bar", "a: !!str bar\n");
        assertEdit("a: &x\nb: 1\n", "a", "bar", "a: &x bar\nb: 1\n");
    }

    @Test
    public void refusesToEditThroughAnAlias() {
        assertThat(
                refused(INVALID_INPUT, "f.yaml", "a: &x foo\nb: 1\nc: *x\n", value("c", "bar")),
                containsString("f.yaml, line 3: 'c' comes through an alias (*…) from line 1"));
        assertThat(
                refused(INVALID_INPUT, "f.yaml", "a: &x {k: v}\nc: *x\n", value("c.k", "bar")),
                containsString("'c.k' comes through an alias"));
        assertThat(
                refused(INVALID_INPUT, "f.yaml", "l: [&x {k: v}, *x]\n", value("l[1].k", "bar")),
                containsString("alias"));
        assertThat(
                refused(INVALID_INPUT, "f.yaml", "a: &x {k: v}\nc: *x\n", create("c.z", "bar")),
                containsString("alias"));
    }

    @Test
    public void saysThatAValueMayComeThroughAMerge() {
        String text = "base: &b\n  k: v\nc:\n  <<: *b\n  z: 1\n";
        assertThat(
                refused(NOT_FOUND, "f.yaml", text, value("c.k", "bar")),
                containsString("'c' has the keys <<, z. It merges others with '<<'"));
        assertThat(refused(INVALID_INPUT, "f.yaml", text, value("c.<<.k", "bar")), containsString("alias"));
    }

    @Test
    public void saysWhatIsThereInstead() {
        String text = "a:\n  b: [1, 2]\n  c: x\n";
        assertMissing(text, "a.z", "line 2: there is no 'a.z': 'a' has the keys b, c.");
        assertMissing(text, "z", "the document has the keys a.");
        assertMissing(text, "a.b[2]", "'a.b' has the items [0], [1] and no [2].");
        assertMissing(text, "a.c.d", "'a.c' is a single value.");
        assertMissing(text, "a[0]", "'a' is a map, not a list.");
        assertMissing(text, "a.b.x", "'a.b' is a list; name an item");
        assertThat(refused(INVALID_INPUT, "f.yaml", text, value("a", "x")), containsString("line 2: 'a' is a map"));
        assertThat(refused(INVALID_INPUT, "f.yaml", text, value("a.b", "x")), containsString("'a.b' is a list"));
        assertThat(refused(NOT_FOUND, "f.yaml", "", value("a", "x")), containsString("is empty"));
    }

    @Test
    public void choosesAmongDocuments() throws Exception {
        String text = "kind: A\nmetadata: {name: x}\nv: 1\n---\nkind: B\nmetadata: {name: y}\nv: 2\nw: 3\n";
        assertEdit(text, "w", "4", text.replace("w: 3", "w: 4"));
        assertEdit(text, "[1].v", "4", text.replace("v: 2", "v: 4"));
        assertEdit(text, "[kind=A].v", "4", text.replace("v: 1", "v: 4"));
        assertEdit(text, "[metadata.name=y].v", "4", text.replace("v: 2", "v: 4"));
        assertThat(
                refused(INVALID_INPUT, "f.yaml", text, value("v", "4")),
                containsString("Several documents of f.yaml have 'v': A x (line 1), B y (line 5)"));
        assertThat(refused(NOT_FOUND, "f.yaml", text, value("[2].v", "4")), containsString("f.yaml has 2 documents"));
        assertThat(
                refused(NOT_FOUND, "f.yaml", text, value("[kind=C].v", "4")),
                containsString("no document with [kind=C]; it has A x (line 1), B y (line 5)"));
        assertThat(refused(NOT_FOUND, "f.yaml", text, create("z", "4")), containsString("Say which one is meant"));
        assertThat(refused(INVALID_INPUT, "f.yaml", text, value("[0]", "4")), containsString("a whole document"));
    }

    @Test
    public void addsKeysWhenAsked() throws Exception {
        assertCreate("a:\n  b: 1 # c\n\n# d\nz: 1\n", "a.x", "v", "a:\n  b: 1 # c\n  x: v\n\n# d\nz: 1\n");
        assertCreate("a:\r\n  b: 1\r\n", "a.x.z", "v", "a:\r\n  b: 1\r\n  x:\r\n    z: v\r\n");
        assertCreate("a: 1", "x.\"e.x/y\".z", "5", "a: 1\nx:\n  e.x/y:\n    z: \"5\"");
        assertCreate("a: {}\n", "a.x", "v", "a: {x: v}\n");
        assertCreate("a: { b: 1 }\n", "a.x.y", "v", "a: { b: 1, x: {\"y\": v} }\n");
        assertCreate("a:\nb: 1\n", "a.x", "v", "a: {x: v}\nb: 1\n");
        assertCreate("a: null\n", "a.x", "v", "a: {x: v}\n");
        assertCreate("l:\n- n: 1\n- n: 2\n", "l[0].x", "v", "l:\n- n: 1\n  x: v\n- n: 2\n");
        assertCreate("a:\n  t: |\n    x\n\nb: 1\n", "a.k", "v", "a:\n  t: |\n    x\n  k: v\n\nb: 1\n");
        assertCreate("a:\n  t: |+\n    x\n\nb: 1\n", "a.k", "v", "a:\n  t: |+\n    x\n\n  k: v\nb: 1\n");
        assertCreate("# only\n", "a.b", "v", "# only\na:\n  b: v\n");
        assertCreate("", "a", "v", "a: v\n");
        assertCreate("a: &x {k: v}\nc:\n  m: *x\n", "c.z", "1", "a: &x {k: v}\nc:\n  m: *x\n  z: \"1\"\n");
        assertCreate("a: x\n", "a", "w", "a: w\n");
        assertThat(refused(NOT_FOUND, "f.yaml", "a: [1]\n", create("a[3]", "x")), containsString("no 'a[3]'"));
        assertThat(refused(NOT_FOUND, "f.yaml", "a: x\n", create("a.b", "x")), containsString("single value"));
    }

    @Test
    @Covers("R-31")
    public void refusesWhatIsNoText() {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
        assertThat(refused(INVALID_INPUT, "f.yaml", pointer, value("size", "2")), containsString("Git LFS"));
        Commits commits = new Commits();
        commits.repository.files.put("f.yaml", "a: ä\n".getBytes(StandardCharsets.ISO_8859_1));
        DeploymentException failure = assertThrows(DeploymentException.class, () -> commits.run(value("a", "x")));
        assertThat(failure.getMessage(), containsString("f.yaml is not UTF-8 text"));
        commits.repository.files.put("f.yaml", "a: b\n".getBytes(StandardCharsets.UTF_16));
        failure = assertThrows(DeploymentException.class, () -> commits.run(value("a", "x")));
        assertThat(failure.getMessage(), containsString("f.yaml is not UTF-8 text"));
    }

    @Test
    public void refusesPathsOutOfTheRepository() {
        for (String file :
                new String[] {"/etc/passwd", "../x", "a/../../x", "a\\b", "C:/x", "~/x", ".git/config", "a//b", ""}) {
            Change change = new Change.SetValue(file, "a", "x", true);
            assertThat(
                    refused(INVALID_INPUT, "f.yaml", "a: 1\n", change),
                    containsString("is not a path inside the repository"));
        }
    }

    @Test
    public void doesNotShowTheValuesOfASecret() throws Exception {
        Commits commits = new Commits();
        commits.repository.with("f.yaml", "apiVersion: v1\nkind: Secret\nstringData:\n  p: hunter2\n");
        CommitResult result = commits.run(value("stringData.p", "hunter3"));
        String shown = commits.log + " " + result + commits.repository.messages;
        assertThat(shown, not(containsString("hunter")));
        assertThat(shown, containsString("Secret stringData.p: **** → ****"));
    }

    @Test
    public void aByteOrderMarkStays() throws Exception {
        byte[] before = "\uFEFFa: 1\n".getBytes(StandardCharsets.UTF_8);
        Commits commits = new Commits();
        commits.repository.files.put("f.yaml", before);
        commits.run(value("a", "2"));
        assertArrayEquals("\uFEFFa: 2\n".getBytes(StandardCharsets.UTF_8), commits.repository.files.get("f.yaml"));
    }

    @Test
    public void aLargeFileIsRefusedAndALargeValueIsNot() throws Exception {
        String value = "x".repeat(1_000_000);
        assertTrue(edited("f.yaml", "a: 1\n", value("a", value)).length() > 1_000_000);
        String large = "a: 1\n#" + "x".repeat(3_000_000) + "\n";
        assertThat(refused(INVALID_INPUT, "f.yaml", large, value("a", "2")), containsString("the limit is"));
    }

    private static void assertEdit(String before, String path, String value, String after) throws Exception {
        assertEquals(after, edited("f.yaml", before, value(path, value)));
    }

    private static void assertCreate(String before, String path, String value, String after) throws Exception {
        assertEquals(after, edited("f.yaml", before, create(path, value)));
    }

    private static void assertMissing(String text, String path, String message) {
        assertThat(refused(NOT_FOUND, "f.yaml", text, value(path, "v")), containsString(message));
    }
}
