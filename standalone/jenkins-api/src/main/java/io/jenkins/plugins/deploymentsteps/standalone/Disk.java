package io.jenkins.plugins.deploymentsteps.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.tools.ant.BuildException;
import org.apache.tools.ant.DirectoryScanner;

/** The local disk, as {@link hudson.FilePath} sees it. Stateless. */
public final class Disk {
    private static final Pattern ABSOLUTE = Pattern.compile("/.*|[A-Za-z]:[\\\\/].*|\\\\\\\\.*", Pattern.DOTALL);

    private Disk() {}

    /** {@return whether a path starts at a root, as Unix or Windows writes it} */
    public static boolean isAbsolute(String path) {
        return ABSOLUTE.matcher(path).matches();
    }

    /** {@return the path without {@code .}, {@code ..} and doubled separators} */
    public static String normalize(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> kept = new ArrayDeque<>();
        for (String each : path.split("/")) {
            if (each.isEmpty() || each.equals(".")) {
                continue;
            }
            if (each.equals("..") && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (!each.equals("..") || !absolute) {
                kept.addLast(each);
            }
        }
        String joined = (absolute ? "/" : "") + String.join("/", kept);
        return joined.isEmpty() ? "." : joined;
    }

    /**
     * {@return the files below a directory that match Ant patterns, relative to it}
     *
     * @throws IOException when the pattern is an absolute path or the directory is none
     */
    public static List<String> glob(File directory, String includes, String excludes, boolean defaultExcludes)
            throws IOException {
        if (isAbsolute(includes)) {
            throw new IOException("Expecting Ant GLOB pattern, but saw '" + includes + "'");
        }
        DirectoryScanner scanner = new DirectoryScanner();
        scanner.setBasedir(directory);
        scanner.setIncludes(patterns(includes));
        if (excludes != null) {
            scanner.setExcludes(patterns(excludes));
        }
        if (defaultExcludes) {
            scanner.addDefaultExcludes();
        }
        try {
            scanner.scan();
        } catch (BuildException | IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
        return List.of(scanner.getIncludedFiles());
    }

    private static String[] patterns(String list) {
        return Pattern.compile("[ ,\t\n\r]+")
                .splitAsStream(list)
                .filter(each -> !each.isEmpty())
                .toArray(String[]::new);
    }

    /** Makes the directory that a file lies in. */
    public static void makeParent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    /** {@return the name of a new directory that has the permissions of any new directory} */
    public static String createTempDirectory(Path parent, String prefix) throws IOException {
        boolean isUnix = File.pathSeparatorChar == ':';
        Path made = isUnix
                ? Files.createTempDirectory(
                        parent, prefix, PosixFilePermissions.asFileAttribute(EnumSet.allOf(PosixFilePermission.class)))
                : Files.createTempDirectory(parent, prefix);
        return String.valueOf(made.getFileName());
    }

    /** Makes the file unless it exists, and sets its time of change. */
    public static void touch(Path file, long timestamp) throws IOException {
        makeParent(file);
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(timestamp));
    }

    /** Deletes a file or directory and all below it, without following links. */
    public static void deleteRecursive(Path root) throws IOException {
        if (Files.exists(root, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(root, new Deletion(null));
        }
    }

    /** Deletes all below a directory, without following links. */
    public static void deleteContents(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            Files.walkFileTree(root, new Deletion(root));
        }
    }

    /** {@return the permissions of Unix mode bits} */
    public static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }

    /** {@return the Unix mode bits of permissions} */
    public static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission each : permissions) {
            mode |= 0400 >> each.ordinal();
        }
        return mode;
    }

    /** {@return whether a relative path stays below a directory, links followed as far as the path exists} */
    public static boolean isDescendant(File root, String relative) throws IOException {
        if (isAbsolute(relative)) {
            throw new IllegalArgumentException(
                    "Only a relative path is supported, the given path is absolute: " + relative);
        }
        Path real = root.toPath().toRealPath();
        Path wanted = real.resolve(relative).normalize();
        if (!wanted.startsWith(real)) {
            return false;
        }
        Path existing = wanted;
        while (!Files.exists(existing, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        return existing.toRealPath().startsWith(real);
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        private final Path kept;

        Deletion(Path kept) {
            this.kept = kept;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (!directory.equals(kept)) {
                Files.delete(directory);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
