package io.jenkins.plugins.deploymentsteps.report;

import hudson.model.Run;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.diff.ObjectDiff;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the build's page shows of a comparison. Values of Secrets are masked in it; it is kept encrypted all the same, because
 * what stands in a build's XML is read by many.
 */
public final class ShownDiff {
    private static final int MOST_OBJECTS = 500;

    /** What has more lines than that is not shown before somebody asks for it. */
    private static final int MOST_LINES_AT_ONCE = 30;

    /** A line is cut where a value was cut before; this is for paths. */
    private static final int LONGEST_LINE = 1_000;

    private final List<Block> blocks;
    private final int leftOut;

    private ShownDiff(List<Block> blocks, int leftOut) {
        this.blocks = List.copyOf(blocks);
        this.leftOut = leftOut;
    }

    /** One object. */
    public static final class Block {
        private final String title;
        private final List<String> lines;

        Block(String title, List<String> lines) {
            this.title = title;
            this.lines = List.copyOf(lines);
        }

        /** Returns what would become of the object. */
        public String getTitle() {
            return title;
        }

        /** Returns that and how its fields differ, a line each. */
        public String getText() {
            return lines.isEmpty() ? title : title + "\n" + String.join("\n", lines);
        }
    }

    /**
     * Takes over a comparison.
     *
     * @param redactor removes the secrets that the step used
     */
    public static ShownDiff of(SetDiff diff, Redactor redactor) {
        List<Block> blocks = new ArrayList<>();
        for (ObjectDiff object : diff.objects()) {
            if (object.action() != ObjectDiff.Action.UNCHANGED) {
                List<String> lines = object.lines(ObjectDiff.MOST_FIELDS).stream()
                        .map(line -> Text.shorten(redactor.redact(line), LONGEST_LINE))
                        .toList();
                blocks.add(new Block(lines.get(0), lines.subList(1, lines.size())));
            }
        }
        diff.pruned()
                .forEach(entry ->
                        blocks.add(new Block(Text.shorten(entry.ref() + " would be pruned", LONGEST_LINE), List.of())));
        int shown = Math.min(blocks.size(), MOST_OBJECTS);
        return new ShownDiff(blocks.subList(0, shown), blocks.size() - shown);
    }

    /**
     * Keeps it with a build.
     *
     * @param id of the deployment
     * @throws DeploymentException if it is too large
     * @throws IOException if it cannot be written
     */
    public void write(Run<?, ?> run, String id) throws DeploymentException, IOException {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Block block : blocks) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("title", block.title);
            each.put("lines", block.lines);
            list.add(each);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("objects", list);
        fields.put("leftOut", leftOut);
        BuildStore.write(run, id, Content.DIFF, fields);
    }

    /**
     * Reads what a build keeps.
     *
     * @return without any object if it keeps nothing
     * @throws DeploymentException if it cannot be decrypted
     * @throws IOException if it cannot be read
     */
    static ShownDiff read(Run<?, ?> run, String id) throws DeploymentException, IOException {
        Map<String, Object> fields = BuildStore.read(run, id, Content.DIFF).orElse(Map.of());
        List<Block> blocks = new ArrayList<>();
        for (Map<String, Object> each : Fields.maps(fields, "objects")) {
            List<String> lines = new ArrayList<>();
            if (each.get("lines") instanceof List<?> list) {
                list.forEach(line -> lines.add(String.valueOf(line)));
            }
            blocks.add(new Block(Fields.text(each, "title"), lines));
        }
        return new ShownDiff(blocks, (int) Fields.number(fields, 0, "leftOut"));
    }

    /** Returns the objects that would be changed. */
    public List<Block> getBlocks() {
        return blocks;
    }

    /** Returns whether it has so many lines that a page had better not begin with them. */
    public boolean isLong() {
        return blocks.stream().mapToInt(block -> 1 + block.lines.size()).sum() > MOST_LINES_AT_ONCE;
    }

    /** Returns how many objects there are beyond those. */
    public int getLeftOut() {
        return leftOut;
    }
}
