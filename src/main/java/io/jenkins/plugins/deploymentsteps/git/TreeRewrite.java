package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Replaces files in a tree by writing anew only the trees on the way to them. All other entries keep name, mode and
 * id to the bit, also names that are no UTF-8 and modes that today's Git no longer writes.
 */
final class TreeRewrite {
    /**
     * Names are bytes; here each char stands for one. A directory's name ends in a slash, so that the order of these
     * strings is the order that Git wants.
     */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final ObjectReader reader;
    private final ObjectInserter inserter;

    private record Entry(int mode, ObjectId id) {}

    TreeRewrite(ObjectReader reader, ObjectInserter inserter) {
        this.reader = reader;
        this.inserter = inserter;
    }

    /**
     * Writes the new trees and blobs.
     *
     * @param tree the present top
     * @param contents path to new content; modes of files that are there stay
     * @return the new top
     * @throws DeploymentException (invalid input) if a path leads over or to something that is no regular file
     */
    ObjectId write(ObjectId tree, Map<String, byte[]> contents) throws IOException, DeploymentException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : contents.entrySet()) {
            try {
                new ObjectChecker().checkPath(file.getKey());
            } catch (CorruptObjectException e) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        "'" + Text.shorten(file.getKey(), 300) + "' is not a path that Git allows.",
                        e);
            }
            files.put(new String(file.getKey().getBytes(StandardCharsets.UTF_8), BYTES), file.getValue());
        }
        return rewrite(tree, "", files);
    }

    private ObjectId rewrite(@CheckForNull ObjectId tree, String prefix, SortedMap<String, byte[]> files)
            throws IOException, DeploymentException {
        SortedMap<String, Entry> entries = read(tree);
        Map<String, SortedMap<String, byte[]>> below = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey();
            int slash = name.indexOf('/');
            if (slash >= 0) {
                below.computeIfAbsent(name.substring(0, slash), directory -> new TreeMap<>())
                        .put(name.substring(slash + 1), file.getValue());
                continue;
            }
            Entry present = entries.get(name);
            if (entries.containsKey(name + "/") || present != null && !isFile(present.mode)) {
                throw notAFile(prefix + name);
            }
            int mode = present == null ? FileMode.TYPE_FILE | 0644 : present.mode;
            entries.put(name, new Entry(mode, inserter.insert(Constants.OBJ_BLOB, file.getValue())));
        }
        for (Map.Entry<String, SortedMap<String, byte[]>> directory : below.entrySet()) {
            String name = directory.getKey();
            if (entries.containsKey(name)) {
                throw notAFile(prefix + name);
            }
            Entry present = entries.get(name + "/");
            ObjectId id = rewrite(present == null ? null : present.id, prefix + name + "/", directory.getValue());
            entries.put(name + "/", new Entry(FileMode.TYPE_TREE, id));
        }
        return insert(entries);
    }

    private SortedMap<String, Entry> read(@CheckForNull ObjectId tree) throws IOException {
        SortedMap<String, Entry> entries = new TreeMap<>();
        if (tree == null) {
            return entries;
        }
        CanonicalTreeParser parser = new CanonicalTreeParser(null, reader, tree);
        for (; !parser.eof(); parser.next()) {
            byte[] name = new byte[parser.getNameLength()];
            parser.getName(name, 0);
            int mode = parser.getEntryRawMode();
            boolean directory = (mode & FileMode.TYPE_MASK) == FileMode.TYPE_TREE;
            entries.put(new String(name, BYTES) + (directory ? "/" : ""), new Entry(mode, parser.getEntryObjectId()));
        }
        return entries;
    }

    private ObjectId insert(SortedMap<String, Entry> entries) throws IOException {
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            String name = entry.getKey();
            tree.write((Integer.toOctalString(entry.getValue().mode) + " ").getBytes(BYTES));
            tree.write((name.endsWith("/") ? name.substring(0, name.length() - 1) : name).getBytes(BYTES));
            tree.write(0);
            entry.getValue().id.copyRawTo(tree);
        }
        return inserter.insert(Constants.OBJ_TREE, tree.toByteArray());
    }

    static boolean isFile(int mode) {
        return (mode & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
    }

    private static DeploymentException notAFile(String path) {
        return new DeploymentException(
                Kind.INVALID_INPUT,
                "'" + Text.shorten(new String(path.getBytes(BYTES), StandardCharsets.UTF_8), 300)
                        + "' is a directory, a symbolic link or a submodule, so no file can be written there.");
    }
}
