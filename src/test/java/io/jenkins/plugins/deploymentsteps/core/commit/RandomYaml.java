package io.jenkins.plugins.deploymentsteps.core.commit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes YAML text of every layout that people write, anchors and aliases among it, and knows where each string and each
 * map stands in it.
 */
final class RandomYaml {
    private static final List<String> WORDS = List.of("web", "a-b", "registry.example/app:1.2", "x y z", "v1.2");

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, int[]> scalars = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private final List<String> anchors = new ArrayList<>();
    private final List<String> maps = new ArrayList<>();
    private final String lineBreak;

    RandomYaml(Random random) {
        this.random = random;
        this.lineBreak = random.nextInt(4) == 0 ? "\r\n" : "\n";
        if (random.nextInt(3) == 0) {
            text.append("# 😀 comment").append(lineBreak).append("---").append(lineBreak);
        }
        map("", 0, 3);
    }

    String text() {
        return text.toString();
    }

    /** Returns path to start and end of each string. */
    Map<String, int[]> scalars() {
        return scalars;
    }

    /** Returns path to path of the string that an alias stands for. */
    Map<String, String> aliases() {
        return aliases;
    }

    /** Returns the paths of the maps below the top, of either style. */
    List<String> maps() {
        return maps;
    }

    private void map(String path, int indent, int depth) {
        if (!path.isEmpty()) {
            maps.add(path);
        }
        int entries = 1 + random.nextInt(4);
        for (int i = 0; i < entries; i++) {
            text.append(" ".repeat(indent));
            entry(path, "k" + i, indent, depth);
        }
    }

    private void entry(String path, String key, int indent, int depth) {
        String below = path.isEmpty() ? key : path + "." + key;
        text.append(random.nextInt(5) == 0 ? "\"" + key + "\"" : key).append(':');
        if (!anchors.isEmpty() && random.nextInt(8) == 0) {
            int anchor = random.nextInt(anchors.size());
            text.append(" *s").append(anchor);
            aliases.put(below, anchors.get(anchor));
            endOfLine();
            return;
        }
        switch (depth == 0 ? random.nextInt(4) : random.nextInt(8)) {
            case 0, 1, 2 -> {
                text.append(" ".repeat(1 + random.nextInt(3)));
                scalar(below, false);
                endOfLine();
            }
            case 3 -> block(below, indent + 2);
            case 4 -> {
                endOfLine();
                map(below, indent + 1 + random.nextInt(4), depth - 1);
            }
            case 5 -> {
                endOfLine();
                list(below, indent + random.nextInt(3), depth - 1);
            }
            case 6 -> flowMap(below);
            default -> flowList(below);
        }
        if (random.nextInt(6) == 0) {
            text.append(" ".repeat(indent))
                    .append("# between")
                    .append(lineBreak)
                    .append(lineBreak);
        }
    }

    private void list(String path, int indent, int depth) {
        for (int i = 0; i <= random.nextInt(3); i++) {
            text.append(" ".repeat(indent)).append("- ");
            String below = path + "[" + i + "]";
            if (depth > 0 && random.nextBoolean()) {
                maps.add(below);
                entry(below, "name", indent + 2, depth - 1);
                text.append(" ".repeat(indent + 2));
                entry(below, "v", indent + 2, 0);
            } else {
                scalar(below, false);
                endOfLine();
            }
        }
    }

    private void flowMap(String path) {
        maps.add(path);
        text.append(" {");
        for (int i = 0; i <= random.nextInt(3); i++) {
            text.append(i == 0 ? "" : ", ").append("f").append(i).append(": ");
            scalar(path + ".f" + i, true);
        }
        text.append(random.nextBoolean() ? " }" : "}");
        endOfLine();
    }

    private void flowList(String path) {
        text.append(" [");
        for (int i = 0; i <= random.nextInt(3); i++) {
            text.append(i == 0 ? "" : "," + " ".repeat(1 + random.nextInt(2)));
            scalar(path + "[" + i + "]", true);
        }
        text.append("]");
        endOfLine();
    }

    private void scalar(String path, boolean flow) {
        String word = WORDS.get(random.nextInt(WORDS.size()));
        String written =
                switch (random.nextInt(flow ? 2 : 4)) {
                    case 0 -> "'" + word + "'";
                    case 1 -> "\"" + word + "😀\"";
                    case 2 -> "many" + lineBreak + " ".repeat(30) + "lines of it";
                    default -> word;
                };
        if (random.nextInt(6) == 0) {
            text.append("&s").append(anchors.size()).append(' ');
            anchors.add(path);
        }
        int start = text.length();
        text.append(written);
        scalars.put(path, new int[] {start, text.length()});
    }

    private void block(String path, int indent) {
        text.append(' ');
        int start = text.length();
        String header = List.of("|", ">", "|-", ">-", "| # why").get(random.nextInt(5));
        text.append(header);
        for (int i = 0; i <= random.nextInt(3); i++) {
            text.append(lineBreak);
            if (i == 0 || random.nextInt(4) > 0) {
                text.append(" ".repeat(indent)).append("line ").append(i);
            }
        }
        String withoutBlanks = text.toString().stripTrailing();
        String blanks = text.substring(withoutBlanks.length());
        text.setLength(withoutBlanks.length());
        scalars.put(path, new int[] {start, text.length()});
        text.append(blanks).append(lineBreak);
    }

    private void endOfLine() {
        text.append(random.nextInt(3) == 0 ? "  # why" : "").append(lineBreak);
    }
}
