package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository.PushOutcome;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository.Tip;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The tip of a branch: its commit and trees are here, contents come when they are asked for.
 *
 * <p>Contents go to a repository of their own: in the one with the commit JGit would offer the server what it has, and
 * stumble over what it has not.
 */
final class JGitTip implements Tip {
    /** No file that a person edits is larger; keeps a hostile one out of memory. */
    private static final long LARGEST_FILE = 10_000_000;

    /** What one {@link #read} may take of the memory. */
    private static final long MOST_BYTES_AT_ONCE = 64_000_000;

    private final JGitRepository repository;
    private final Deadline deadline;
    private final String ref;
    private final Repository local;
    private final ObjectId commit;
    private final ObjectId tree;
    private final boolean filtered;
    private final SortedMap<String, ObjectId> files;
    private final List<String> paths;
    private final Map<String, String> others;

    @CheckForNull
    private Repository contents;

    private JGitTip(
            JGitRepository repository,
            Deadline deadline,
            String ref,
            Repository local,
            ObjectId commit,
            boolean filtered)
            throws IOException {
        this.repository = repository;
        this.deadline = deadline;
        this.ref = ref;
        this.local = local;
        this.commit = commit;
        this.filtered = filtered;
        this.files = new TreeMap<>();
        this.others = new LinkedHashMap<>();
        try (RevWalk walk = new RevWalk(local);
                TreeWalk trees = new TreeWalk(walk.getObjectReader())) {
            tree = walk.parseCommit(commit).getTree().copy();
            trees.setRecursive(true);
            trees.addTree(tree);
            while (trees.next()) {
                if (TreeRewrite.isFile(trees.getRawMode(0))) {
                    files.put(trees.getPathString(), trees.getObjectId(0));
                } else {
                    boolean link = trees.getFileMode(0) == FileMode.SYMLINK;
                    others.put(trees.getPathString(), link ? "a symbolic link" : "a submodule");
                }
            }
        }
        this.paths = List.copyOf(files.keySet());
    }

    /** Fetches the newest commit of a branch with its trees. */
    static JGitTip fetch(JGitRepository repository, String branch, Deadline deadline)
            throws DeploymentException, InterruptedException {
        return repository.run("read branch '" + Text.shorten(branch, 100) + "'", deadline, operation -> {
            try {
                return fetch(repository, branch, deadline, operation, true);
            } catch (TransportException e) {
                boolean noFilter = GitFailures.cause(e, PackProtocolException.class) != null
                        || operation.httpStatus() == 200
                                && String.valueOf(e.getMessage()).contains("filter");
                if (!noFilter || operation.isCancelled()) {
                    throw e;
                }
                // An old server: all contents come along then, of this one commit.
                return fetch(repository, branch, deadline, operation, false);
            }
        });
    }

    private static JGitTip fetch(
            JGitRepository repository, String branch, Deadline deadline, GitOperation operation, boolean filtered)
            throws IOException, DeploymentException {
        String ref = Constants.R_HEADS + branch;
        Repository local = repository.newLocal();
        try (Transport transport = repository.transport(local, operation, deadline)) {
            transport.setDepth(1);
            if (filtered) {
                transport.setFilterSpec(FilterSpec.fromFilterLine("blob:none"));
            }
            ObjectId commit;
            try (FetchConnection connection = transport.openFetch(List.of(new RefSpec(ref)))) {
                Ref advertised = connection.getRef(ref);
                if (advertised == null) {
                    throw noBranch(repository, branch, deadline, operation);
                }
                commit = advertised.getObjectId();
                connection.fetch(operation, List.of(advertised), Set.of());
            }
            operation.check();
            return new JGitTip(repository, deadline, ref, local, commit, filtered);
        }
    }

    private static DeploymentException noBranch(
            JGitRepository repository, String branch, Deadline deadline, GitOperation operation) throws IOException {
        List<String> branches = new ArrayList<>();
        try (Transport transport = repository.transport(repository.newLocal(), operation, deadline);
                FetchConnection connection = transport.openFetch()) {
            for (Ref ref : connection.getRefs()) {
                if (ref.getName().startsWith(Constants.R_HEADS) && branches.size() < 10) {
                    branches.add(ref.getName().substring(Constants.R_HEADS.length()));
                }
            }
        }
        return new DeploymentException(
                Kind.NOT_FOUND,
                "There is no branch '" + Text.shorten(branch, 100) + "' in " + repository.url() + "; "
                        + (branches.isEmpty()
                                ? "it is empty. Push a first commit."
                                : "it has " + Text.shorten(String.join(", ", branches), 300) + "."));
    }

    @Override
    public String commit() {
        return commit.name();
    }

    @Override
    public List<String> files() {
        return paths;
    }

    @Override
    public Map<String, byte[]> read(Collection<String> paths) throws DeploymentException, InterruptedException {
        Map<String, ObjectId> wanted = new LinkedHashMap<>();
        for (String path : paths) {
            ObjectId id = files.get(path);
            if (id == null) {
                throw notAFile(path);
            }
            wanted.put(path, id);
        }
        String doing = wanted.size() == 1
                ? "read '" + Text.shorten(paths.iterator().next(), 300) + "'"
                : "read " + wanted.size() + " files";
        return repository.run(doing, deadline, operation -> {
            Repository source = filtered ? contents(wanted.values(), operation) : local;
            Map<String, byte[]> read = new LinkedHashMap<>();
            long bytes = 0;
            try (ObjectReader reader = source.newObjectReader()) {
                for (Map.Entry<String, ObjectId> file : wanted.entrySet()) {
                    bytes += reader.getObjectSize(file.getValue(), Constants.OBJ_BLOB);
                    if (bytes > MOST_BYTES_AT_ONCE) {
                        throw new DeploymentException(
                                Kind.INVALID_INPUT,
                                "The " + wanted.size() + " files to look at have more than the limit of "
                                        + MOST_BYTES_AT_ONCE + " bytes together. Name the files to change, or give"
                                        + " patterns that match fewer.");
                    }
                    read.put(file.getKey(), content(reader, file.getKey(), file.getValue()));
                }
            }
            return read;
        });
    }

    private static byte[] content(ObjectReader reader, String path, ObjectId id)
            throws IOException, DeploymentException {
        ObjectLoader loader = reader.open(id, Constants.OBJ_BLOB);
        if (loader.getSize() > LARGEST_FILE) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    Text.shorten(path, 300) + " has " + loader.getSize() + " bytes, the limit is " + LARGEST_FILE
                            + ".");
        }
        return loader.getBytes();
    }

    private DeploymentException notAFile(String path) {
        String name = "'" + Text.shorten(path, 300) + "'";
        String kind = others.get(path);
        String below = path.endsWith("/") ? path : path + "/";
        if (kind == null
                && !files.tailMap(below).isEmpty()
                && files.tailMap(below).firstKey().startsWith(below)) {
            kind = "a directory";
        }
        String fileName = path.substring(path.lastIndexOf('/') + 1);
        List<String> alike = files.keySet().stream()
                .filter(file -> file.equals(fileName) || file.endsWith("/" + fileName))
                .limit(3)
                .toList();
        return new DeploymentException(
                Kind.NOT_FOUND,
                kind != null
                        ? name + " is " + kind
                                + ", not a file. Links are not followed; give the path of the file itself."
                        : "There is no file " + name + " on the branch at " + commit.name()
                                + (alike.isEmpty()
                                        ? "."
                                        : "; there is " + Text.shorten(String.join(", ", alike), 300) + "."));
    }

    /** Fetches those blobs that are not here yet. */
    private Repository contents(Collection<ObjectId> blobs, GitOperation operation)
            throws IOException, DeploymentException {
        if (contents == null) {
            contents = repository.newLocal();
        }
        List<Ref> missing = new ArrayList<>();
        for (ObjectId blob : Set.copyOf(blobs)) {
            if (!contents.getObjectDatabase().has(blob)) {
                missing.add(new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, "blob/" + blob.name(), blob));
            }
        }
        if (!missing.isEmpty()) {
            try {
                fetchBlobs(missing, operation);
            } catch (TransportException e) {
                if (operation.isCancelled() || operation.httpStatus() >= 400) {
                    throw e;
                }
                // A server that gives no single object: the whole commit, contents and all.
                contents =
                        fetch(repository, ref.substring(Constants.R_HEADS.length()), deadline, operation, false).local;
                for (Ref blob : missing) {
                    if (!contents.getObjectDatabase().has(blob.getObjectId())) {
                        // The branch has moved on; what is read must be of our commit.
                        throw e;
                    }
                }
            }
        }
        return contents;
    }

    private void fetchBlobs(List<Ref> blobs, GitOperation operation) throws IOException {
        try (Transport transport = repository.transport(contents, operation, deadline);
                FetchConnection connection = transport.openFetch(List.of(new RefSpec(ref)))) {
            connection.fetch(operation, blobs, Set.of());
        }
        operation.check();
    }

    @Override
    public PushOutcome push(Map<String, byte[]> newContents, String message, CommitRequest.Author author)
            throws DeploymentException, InterruptedException {
        try {
            return repository.run(
                    "push to branch '" + ref.substring(Constants.R_HEADS.length()) + "'", deadline, operation -> {
                        ObjectId ours = commit(newContents, message, author);
                        return new JGitPush(repository, local, ref, commit, ours, deadline).run(operation);
                    });
        } catch (DeploymentException e) {
            if (e.kind() != Kind.TIMEOUT) {
                throw e;
            }
            throw new DeploymentException(
                    Kind.TIMEOUT,
                    e.getMessage() + " The push may have arrived nevertheless. Running again is safe: what is there"
                            + " already is not committed twice.",
                    e.getCause());
        }
    }

    private ObjectId commit(Map<String, byte[]> newContents, String message, CommitRequest.Author author)
            throws IOException, DeploymentException {
        try (ObjectInserter inserter = local.newObjectInserter();
                ObjectReader reader = local.newObjectReader()) {
            CommitBuilder builder = new CommitBuilder();
            builder.setTreeId(new TreeRewrite(reader, inserter).write(tree, newContents));
            builder.setParentId((AnyObjectId) commit);
            PersonIdent person = new PersonIdent(author.name(), author.email(), Instant.now(), ZoneOffset.UTC);
            builder.setAuthor(person);
            builder.setCommitter(person);
            builder.setMessage(message);
            ObjectId id = inserter.insert(builder);
            inserter.flush();
            return id;
        }
    }
}
