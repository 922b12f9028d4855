package io.jenkins.plugins.deploymentsteps.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.deploymentsteps.core.AntPattern;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.workspace.WorkspacePath.Refused;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import jenkins.MasterToSlaveFileCallable;
import jenkins.util.SystemProperties;

/**
 * Reads manifests of a workspace, on the agent.
 *
 * <p>A pattern names a file, a directory (its {@code .yaml}, {@code .yml} and {@code .json} files, not those of its
 * subdirectories, as {@code kubectl apply -f} reads it) or, with {@code *} or {@code ?}, the files that match it.
 * Nothing outside the workspace is read: no absolute path, no {@code ..}, no symbolic link; {@code .git} directories
 * are not searched. Limits are held on the agent, before anything is sent.
 */
public final class ReadManifests extends MasterToSlaveFileCallable<ReadManifests.Answer> {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> patterns;
    private final int maxFiles;
    private final int maxBytes;
    private final int maxVisited;

    private ReadManifests(List<String> patterns) {
        this.patterns = new ArrayList<>(patterns);
        this.maxFiles = limit("maxFiles", 5_000);
        this.maxBytes = limit("maxBytes", 10 * 1024 * 1024);
        this.maxVisited = limit("maxVisited", 500_000);
    }

    /** Reads a limit that an administrator may change, on the controller: an agent decides nothing here. */
    private static int limit(String name, int usual) {
        return SystemProperties.getInteger(ReadManifests.class.getName() + "." + name, usual);
    }

    /**
     * Reads the files that the patterns name.
     *
     * @param workspace on whichever machine it is
     * @param patterns paths or Ant patterns relative to the workspace; at least one
     * @param log is told of links that were not followed
     * @return each file once, in the order of the patterns, within a pattern by name
     * @throws DeploymentException (invalid input or not found) if a pattern may not be read or matches nothing, or a
     *     limit is exceeded
     * @throws IOException if the agent cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    public static List<ManifestFile> read(FilePath workspace, List<String> patterns, DeploymentLog log)
            throws DeploymentException, IOException, InterruptedException {
        Answer answer = workspace.act(new ReadManifests(patterns));
        if (answer.problem != null) {
            throw new DeploymentException(answer.missing ? Kind.NOT_FOUND : Kind.INVALID_INPUT, answer.problem);
        }
        for (String link : answer.links) {
            log.warn("manifests: the symbolic link " + Text.shorten(link, 300) + " was not followed.");
        }
        List<ManifestFile> files = new ArrayList<>();
        for (int i = 0; i < answer.names.size(); i++) {
            files.add(new ManifestFile(answer.names.get(i), answer.contents.get(i)));
        }
        return files;
    }

    @Override
    public Answer invoke(File directory, VirtualChannel channel) throws IOException, InterruptedException {
        Answer answer = new Answer();
        try {
            new Reader(directory.toPath().toRealPath(), answer).read();
        } catch (NoSuchFileException e) {
            // The workspace itself: files that vanish while they are read have their own message.
            answer.problem = "manifests: the workspace does not exist yet. Check out or create the manifests first.";
            answer.missing = true;
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (Refused e) {
            answer.problem = e.getMessage();
            answer.missing = e.isMissing();
        }
        return answer;
    }

    /** What the agent sends back. */
    static final class Answer implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final ArrayList<String> names = new ArrayList<>();
        private final ArrayList<byte[]> contents = new ArrayList<>();
        private final ArrayList<String> links = new ArrayList<>();

        @CheckForNull
        private String problem;

        private boolean missing;
    }

    /** One reading, on the agent. */
    private final class Reader {
        private final WorkspacePath paths;
        private final Answer answer;
        private final TreeSet<String> links = new TreeSet<>();
        private final Set<String> read = new HashSet<>();
        private int visited;

        /** How many files the pattern at hand matches that no pattern before it did. */
        private int fresh;

        private long bytes;

        Reader(Path root, Answer answer) {
            this.paths = new WorkspacePath("manifests", root);
            this.answer = answer;
        }

        void read() throws IOException, InterruptedException {
            for (String pattern : patterns) {
                Map<String, Path> found = find(pattern);
                for (Map.Entry<String, Path> file : found.entrySet()) {
                    if (read.add(file.getKey())) {
                        add(file.getKey(), file.getValue());
                    }
                }
            }
            answer.links.addAll(links);
        }

        private Map<String, Path> find(String written) throws IOException, InterruptedException {
            fresh = 0;
            List<String> segments = paths.segments(written);
            String joined = String.join("/", segments);
            String pattern = written.endsWith("/") && AntPattern.hasWildcard(written) ? joined + "/" : joined;
            Map<String, Path> found = new TreeMap<>();
            if (AntPattern.hasWildcard(pattern)) {
                AntPattern ant = AntPattern.of(pattern);
                String top = ant.fixedPrefix();
                Path start = paths.inside(written, top.isEmpty() ? List.of() : List.of(top.split("/")));
                if (Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
                    walk(start, Integer.MAX_VALUE, ant, found);
                }
                if (found.isEmpty()) {
                    throw paths.missingBeside(written, "matches no file in the workspace.");
                }
                return found;
            }
            Path path = paths.inside(written, segments);
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                walk(path, 1, null, found);
                if (found.isEmpty()) {
                    throw paths.missing(
                            written,
                            "is a directory without .yaml, .yml and .json files. To read its subdirectories as well,"
                                    + " write '" + (pattern.isEmpty() ? "" : Text.shorten(pattern, 300) + "/")
                                    + "**/*.yaml'.");
                }
                return found;
            }
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw paths.missingBeside(written, "is not in the workspace.");
            }
            found.put(paths.name(path), path);
            return found;
        }

        private void walk(Path start, int depth, @CheckForNull AntPattern pattern, Map<String, Path> found)
                throws IOException {
            Files.walkFileTree(start, Set.of(), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                        throws IOException {
                    visited();
                    return directory.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    visited();
                    String name = paths.name(file);
                    boolean wanted = pattern == null ? isManifest(name) : pattern.matches(name);
                    if (attributes.isSymbolicLink()) {
                        if (wanted) {
                            throw paths.refused(
                                    name, "is a symbolic link. Links are not followed; name the real file.");
                        }
                        if (Files.isDirectory(file)) {
                            links.add(name);
                        }
                    } else if (wanted && !attributes.isDirectory()) {
                        found.put(name, file);
                        fresh += read.contains(name) ? 0 : 1;
                        if (answer.names.size() + fresh > maxFiles) {
                            throw paths.refused(patterns.toString(), "match more than " + maxFiles + " files.");
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    throw paths.refused(
                            paths.name(file),
                            "cannot be read by the agent's user ("
                                    + e.getClass().getSimpleName() + ").");
                }
            });
        }

        private void goOn() throws InterruptedIOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException();
            }
        }

        private void visited() throws IOException {
            goOn();
            if (++visited > maxVisited) {
                throw paths.refused(
                        patterns.toString(),
                        "search more than " + maxVisited
                                + " files and directories. Name the directory of the manifests.");
            }
        }

        private void add(String name, Path file) throws IOException {
            goOn();
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                // Reading a pipe or device would not end.
                throw paths.refused(name, "is not a regular file.");
            }
            if (answer.names.size() >= maxFiles) {
                throw paths.refused(patterns.toString(), "match more than " + maxFiles + " files.");
            }
            byte[] content;
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                content = in.readNBytes((int) Math.min(maxBytes - bytes + 1, Integer.MAX_VALUE));
            } catch (IOException e) {
                throw paths.refused(
                        name,
                        "cannot be read by the agent's user (" + e.getClass().getSimpleName() + ").");
            }
            // Looked at after the reading: had a directory been replaced by a link meanwhile, nothing of it is sent.
            // Not compared with the path itself, which a file system may spell in another case.
            if (!paths.holds(file.toRealPath())) {
                throw paths.refused(name, "was replaced by a symbolic link while it was read.");
            }
            bytes += content.length;
            if (bytes > maxBytes) {
                throw paths.refused(patterns.toString(), "are more than " + maxBytes + " bytes together.");
            }
            answer.names.add(name);
            answer.contents.add(content);
        }
    }

    private static boolean isManifest(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
    }
}
