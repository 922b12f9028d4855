package io.jenkins.plugins.deploymentsteps.hosting;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The text files of a repository, some of them replaced for a test. Immutable. */
final class Checkout {
    private final Path root;
    private final Map<String, String> replaced;

    private Checkout(Path root, Map<String, String> replaced) {
        this.root = root;
        this.replaced = replaced;
    }

    /** {@return the repository that this build runs in} */
    static Checkout ofThisBuild() {
        return new Checkout(Path.of(System.getProperty("repository.root", ".")), Map.of());
    }

    /** {@return the directory} */
    Path root() {
        return root;
    }

    /** {@return the same with another content of one file; null = without the file} */
    Checkout with(String path, @CheckForNull String content) {
        Map<String, String> all = new TreeMap<>(replaced);
        all.put(path, content == null ? "" : content);
        return new Checkout(root, all);
    }

    /**
     * {@return the same with a text replaced in one file}
     *
     * @throws AssertionError when the file has no such text
     */
    Checkout edited(String path, String from, String to) {
        String content = read(path);
        if (!content.contains(from)) {
            throw new AssertionError(path + " has no " + from);
        }
        return with(path, content.replace(from, to));
    }

    /** {@return the content of a file; empty when there is none} */
    String read(String path) {
        String content = replaced.get(path);
        if (content != null) {
            return content;
        }
        Path file = root.resolve(path);
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the paths and contents of the files below a directory whose names have an ending} */
    Map<String, String> below(String directory, String ending) {
        Map<String, String> found = new TreeMap<>();
        Path start = root.resolve(directory);
        if (Files.isDirectory(start)) {
            try (Stream<Path> files = Files.walk(start)) {
                files.filter(each -> each.toString().endsWith(ending)).forEach(each -> {
                    String path = root.relativize(each).toString().replace('\\', '/');
                    found.put(path, read(path));
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        replaced.forEach((path, content) -> {
            if (path.startsWith(directory + "/") && path.endsWith(ending)) {
                found.put(path, content);
            }
        });
        found.values().removeIf(String::isEmpty);
        return found;
    }
}
