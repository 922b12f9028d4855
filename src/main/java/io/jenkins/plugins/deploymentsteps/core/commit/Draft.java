package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The files of a branch's tip with changes on top of them that are not committed yet. For one thread. */
final class Draft {
    private final GitRepository.Tip tip;
    private final Map<String, byte[]> original = new TreeMap<>();
    private final Map<String, byte[]> written = new TreeMap<>();
    private final List<Edit> edits = new ArrayList<>();
    private final Map<String, Edit> looks = new LinkedHashMap<>();

    /**
     * One place that a change looked at.
     *
     * @param file relative to the repository
     * @param line in the file as the change found it
     * @param place what stays the same when lines move: the object and the path in it
     * @param before the value that was there; null where none was
     * @param after the wanted value
     * @param secret whether the values must not be shown
     */
    record Edit(
            String file,
            int line,
            String place,
            @CheckForNull String before,
            String after,
            boolean secret) {
        boolean changes() {
            return !after.equals(before);
        }

        /** Returns what a log line says, without the file. */
        String text() {
            return "line " + line + ": " + Text.shorten(place, 200) + ": " + shown(before) + " → " + shown(after);
        }

        String shown(@CheckForNull String value) {
            if (value == null) {
                return "(nothing)";
            }
            return secret ? "****" : value.isEmpty() ? "\"\"" : Text.shorten(value, 200);
        }
    }

    Draft(GitRepository.Tip tip) {
        this.tip = tip;
    }

    /** Returns the paths of the tip's regular files, sorted. */
    List<String> files() {
        return tip.files();
    }

    /** Returns a file with the changes so far. */
    byte[] read(String path) throws DeploymentException, InterruptedException {
        return read(List.of(path)).get(path);
    }

    /** Returns files with the changes so far. */
    Map<String, byte[]> read(Collection<String> paths) throws DeploymentException, InterruptedException {
        Map<String, byte[]> contents = new TreeMap<>();
        Set<String> unread = new LinkedHashSet<>();
        for (String path : paths) {
            byte[] known = written.get(path);
            if (known == null) {
                unread.add(path);
            } else {
                contents.put(path, known);
            }
        }
        if (!unread.isEmpty()) {
            contents.putAll(tip.read(unread));
        }
        return contents;
    }

    /** Notes a place that a change looked at, whether or not it changes anything there. */
    void note(Edit edit) {
        looks.putIfAbsent(edit.file() + "\n" + edit.place(), edit);
        if (edit.changes()) {
            edits.add(edit);
        }
    }

    /**
     * Replaces a file.
     *
     * @param before what {@link #read} returned
     */
    void write(String path, byte[] before, byte[] after) {
        original.putIfAbsent(path, before);
        written.put(path, after);
    }

    /** Returns the new contents of the files that differ from the tip's. */
    Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new TreeMap<>(written);
        contents.entrySet().removeIf(file -> Arrays.equals(file.getValue(), original.get(file.getKey())));
        return contents;
    }

    /** Returns what changes in each file that differs from the tip's. */
    List<CommitResult.FileChange> fileChanges() {
        return contents().keySet().stream()
                .map(path -> new CommitResult.FileChange(
                        path,
                        edits.stream()
                                .filter(edit -> edit.file().equals(path))
                                .map(Edit::text)
                                .toList()))
                .toList();
    }

    /** Returns the first look at each place, by an id that stays the same from tip to tip. */
    Map<String, Edit> looks() {
        return looks;
    }
}
