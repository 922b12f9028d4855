package io.jenkins.plugins.deploymentsteps.workspace;

import io.jenkins.plugins.deploymentsteps.core.Text;
import java.io.File;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Resolves what a step names in a workspace, on the agent, and never leads out of it. Messages begin with the argument. */
final class WorkspacePath {
    private static final int MOST_NAMES = 20;

    private final String argument;
    private final Path root;

    /**
     * Prepares it.
     *
     * @param argument of the step, for messages
     * @param root the workspace's real path
     */
    WorkspacePath(String argument, Path root) {
        this.argument = argument;
        this.root = root;
    }

    /** Returns whether a real path lies in the workspace. */
    boolean holds(Path realPath) {
        return realPath.startsWith(root);
    }

    /** Ends the reading with a message for the user. */
    static final class Refused extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final boolean missing;

        private Refused(String message, boolean missing) {
            super(message);
            this.missing = missing;
        }

        /** Returns whether something does not exist, rather than may not be read. */
        boolean isMissing() {
            return missing;
        }
    }

    /** Says that something may not be read. */
    Refused refused(String path, String why) {
        return new Refused(argument + ": '" + Text.shorten(path, 300) + "' " + why, false);
    }

    /** Says that something is not there. */
    Refused missing(String path, String why) {
        return new Refused(argument + ": '" + Text.shorten(path, 300) + "' " + why, true);
    }

    /** Says that something is not there, and what is. */
    Refused missingBeside(String path, String why) throws IOException {
        List<String> names;
        try (Stream<Path> entries = Files.list(root)) {
            names = entries.map(entry -> entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .limit(MOST_NAMES + 1L)
                    .toList();
        }
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)))
                + (names.size() > MOST_NAMES ? " and more" : "");
        return missing(path, why + " It " + (shown.isEmpty() ? "is empty." : "has " + shown + "."));
    }

    /** Returns a path's segments without {@code .}, or refuses one that could lead out of the workspace. */
    List<String> segments(String path) throws Refused {
        if (path.indexOf('\0') >= 0 || path.indexOf('\\') >= 0) {
            throw refused(path, "has a backslash or NUL character. Write paths with forward slashes.");
        }
        if (path.startsWith("/") || path.startsWith("~") || path.matches("[a-zA-Z]:.*")) {
            throw refused(path, "is not relative. Only files of the workspace are read; name them from there.");
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                throw refused(path, "has a '..'. Only files of the workspace are read.");
            }
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /**
     * Resolves a path of which no part is a symbolic link.
     *
     * @param written as the user wrote it
     */
    Path inside(String written, List<String> segments) throws Refused {
        Path resolved = root;
        for (String segment : segments) {
            resolved = resolved.resolve(segment);
            if (Files.isSymbolicLink(resolved)) {
                throw refused(
                        written,
                        "leads through the symbolic link " + Text.shorten(name(resolved), 300)
                                + ". Links are not followed; name the real file.");
            }
        }
        return resolved;
    }

    /** Returns a path as the user writes it. */
    String name(Path path) {
        return root.relativize(path).toString().replace(File.separatorChar, '/');
    }
}
