package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FileUtils;

/**
 * A remote repository by JGit, at its API of 7.4 to 7.6. Nothing of the process's own Git or SSH configuration is
 * used, and nothing of JGit's global state is changed, which other plugins share.
 *
 * <p>JGit works on a thread of its own while the caller waits: so an interrupt or the deadline ends the call within
 * seconds, even in the middle of a socket read, and no byte is sent after it.
 */
public final class JGitRepository implements GitRepository {
    /** Longest silence of the server; a server that packs sends signs of life every few seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** How long a cancelled operation may take to end before its thread is left to itself. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    /** Hosts that take a token as password want some user name, no matter which. */
    private static final String ANY_USER = "oauth2";

    private final GitConnection connection;
    private final HttpProxy proxy;
    private final GitUrl url;
    private final URIish uri;
    private final List<KeyPair> keys;
    private final GitFailures failures;
    private final ExecutorService worker;

    private final Path temporary;
    private final List<Repository> locals = new ArrayList<>();

    @CheckForNull
    private File directory;

    private int created;
    private boolean closed;

    /** Work on a connection. */
    interface Work<T> {
        T run(GitOperation operation) throws IOException, DeploymentException;
    }

    private JGitRepository(GitConnection connection, HttpProxy proxy, GitUrl url, List<KeyPair> keys, Path temporary)
            throws URISyntaxException {
        this.proxy = proxy;
        this.temporary = temporary;
        this.connection = connection;
        this.url = url;
        this.keys = keys;
        URIish plain = new URIish(url.text());
        boolean withoutUser = url.isSsh() && url.user() == null && connection.auth() instanceof GitAuth.SshKey;
        this.uri = withoutUser ? plain.setUser(((GitAuth.SshKey) connection.auth()).user()) : plain;
        this.failures = new GitFailures(connection, url.host());
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "deployment-steps git " + url.host());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Prepares to talk to a repository; nothing is sent yet.
     *
     * @param connection where, and who we are
     * @param proxy the way there by HTTP; SSH connections are always direct
     * @return to be closed
     * @throws DeploymentException (invalid input) if the URL is not one that we talk to, or the credentials do not fit
     */
    public static GitRepository open(GitConnection connection, HttpProxy proxy) throws DeploymentException {
        return open(connection, proxy, Path.of(System.getProperty("java.io.tmpdir")));
    }

    static GitRepository open(GitConnection connection, HttpProxy proxy, Path temporary) throws DeploymentException {
        GitUrl url = GitUrl.parse(connection.url());
        boolean key = connection.auth() instanceof GitAuth.SshKey;
        if (url.isSsh() != key) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    url.isSsh()
                            ? "The Git URL '" + url + "' is an SSH URL, but the credentials are not an SSH key. Give"
                                    + " credentials of the kind 'SSH Username with private key'."
                            : "The Git URL '" + url + "' is an HTTP URL, but the credentials are an SSH key. Give"
                                    + " credentials with user name and password or token.");
        }
        List<KeyPair> keys = key ? SshSessions.keys((GitAuth.SshKey) connection.auth()) : List.of();
        if (key
                && url.user() == null
                && ((GitAuth.SshKey) connection.auth()).user().isBlank()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "Neither the Git URL '" + url + "' nor the SSH key's credentials name a user; most"
                            + " hosts want 'git'.");
        }
        try {
            return new JGitRepository(connection, proxy, url, keys, temporary);
        } catch (URISyntaxException e) {
            throw new DeploymentException(Kind.INVALID_INPUT, "The Git URL '" + url + "' is not valid.", e);
        }
    }

    @Override
    public String url() {
        return url.text();
    }

    /** Plain HTTP is allowed, because inner networks have it, but not without a word. */
    @Override
    @CheckForNull
    public String warning() {
        return url.isPlain() && connection.auth() instanceof GitAuth.UserPassword
                ? "The credentials for " + url + " travel unencrypted. Use https:// where the server offers it."
                : null;
    }

    @Override
    public Tip fetch(String branch, Deadline deadline) throws DeploymentException, InterruptedException {
        forgetLocals();
        return JGitTip.fetch(this, branch, deadline);
    }

    GitFailures failures() {
        return failures;
    }

    /** Creates an empty local repository that lives until the next {@link #fetch} or {@link #close}. */
    synchronized Repository newLocal() throws IOException {
        if (closed) {
            throw new InterruptedIOException("closed");
        }
        if (directory == null) {
            directory =
                    Files.createTempDirectory(temporary, "deployment-steps-git").toFile();
        }
        Repository local = IsolatedRepository.create(new File(directory, created++ + ".git"));
        locals.add(local);
        return local;
    }

    private synchronized void forgetLocals() {
        for (Repository local : locals) {
            local.close();
            delete(local.getDirectory());
        }
        locals.clear();
    }

    /**
     * Opens a connection's JGit side; nothing is sent yet.
     *
     * @param local where objects go to or come from
     */
    Transport transport(Repository local, GitOperation operation, Deadline deadline) throws IOException {
        Transport transport = Transport.open(local, uri);
        try {
            transport.setCredentialsProvider(new NoAnswers());
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setFetchThin(false);
            transport.setTimeout((int) Math.max(
                    1, Math.min(SILENCE.toSeconds(), deadline.remaining().toSeconds())));
            if (transport instanceof TransportHttp http) {
                http.setHttpConnectionFactory(new HttpOrigin(url, proxy, operation));
                if (connection.auth() instanceof GitAuth.UserPassword auth) {
                    http.setPreemptiveBasicAuthentication(
                            auth.user().isBlank() ? ANY_USER : auth.user(), auth.password());
                }
            } else if (transport instanceof SshTransport ssh && connection.auth() instanceof GitAuth.SshKey auth) {
                ssh.setSshSessionFactory(SshSessions.open(auth, keys, local.getDirectory(), operation));
            } else {
                throw new NotSupportedException("JGit has no connection for " + url.scheme());
            }
            return transport;
        } catch (IOException | RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    /**
     * Does work on the other thread and waits for it.
     *
     * @param doing what errors call it, such as {@code read branch main}
     * @throws InterruptedException if the caller is interrupted; the work sends nothing after that
     * @throws DeploymentException (timeout) if the deadline passes; likewise
     */
    <T> T run(String doing, Deadline deadline, Work<T> work) throws DeploymentException, InterruptedException {
        GitOperation operation = new GitOperation();
        Future<T> future = worker.submit(() -> {
            try {
                operation.begin();
                return work.run(operation);
            } finally {
                operation.end();
                removeIfClosed();
            }
        });
        boolean done = false;
        try {
            T result = future.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
            done = true;
            return result;
        } catch (TimeoutException e) {
            throw new DeploymentException(
                    Kind.TIMEOUT,
                    "Could not " + doing + " of " + url + " in time. Look whether the server is slow, or"
                            + " allow more time.",
                    e);
        } catch (ExecutionException e) {
            done = true;
            throw translate(doing, e.getCause(), operation);
        } finally {
            if (!done) {
                operation.cancel();
                awaitEnd(future);
            }
        }
    }

    private DeploymentException translate(String doing, Throwable thrown, GitOperation operation) {
        if (thrown instanceof DeploymentException failure) {
            return failure;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException) {
            throw new IllegalStateException("Unforeseen failure: could not " + doing + " of " + url, thrown);
        }
        boolean answered = operation.httpStatus() >= 400 || operation.refusal() != null;
        return !answered && isOfDisk(thrown) ? ofDisk(doing, thrown) : failures.of(doing, thrown, operation);
    }

    /** JGit tells of much that goes wrong with its files by a plain IOException that names one of them. */
    private synchronized boolean isOfDisk(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            if (t instanceof FileSystemException
                    || t instanceof FileNotFoundException
                    || directory != null && message.contains(directory.getName())
                    || message.contains("No space left on device")
                    || message.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }

    private DeploymentException ofDisk(String doing, Throwable thrown) {
        return new DeploymentException(
                Kind.UNAVAILABLE,
                "Could not " + doing + " of " + url + ": the temporary directory " + temporary
                        + " cannot be used ("
                        + failures.words(String.valueOf(thrown.getMessage())) + ").",
                thrown);
    }

    /** Waits for a cancelled operation's end without losing an interrupt that comes meanwhile. */
    private static void awaitEnd(Future<?> future) {
        boolean interrupted = Thread.interrupted();
        try {
            future.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
            // How a cancelled operation ends is of no interest; a thread that hangs can send nothing any more.
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        worker.shutdown();
        removeIfClosed();
    }

    /** An operation that was cancelled may end after {@link #close}, and write until then. */
    private synchronized void removeIfClosed() {
        if (closed && directory != null) {
            forgetLocals();
            delete(directory);
        }
    }

    private static void delete(File directory) {
        try {
            FileUtils.delete(
                    directory,
                    FileUtils.RECURSIVE | FileUtils.RETRY | FileUtils.SKIP_MISSING | FileUtils.IGNORE_ERRORS);
        } catch (IOException e) {
            // With IGNORE_ERRORS it is not thrown; the operating system clears its temporary directory.
            throw new IllegalStateException(e);
        }
    }

    /** Who we are is said before anybody asks; every question (passwords, unknown keys, TLS) is answered with no. */
    private static final class NoAnswers extends CredentialsProvider {
        @Override
        public boolean isInteractive() {
            return false;
        }

        @Override
        public boolean supports(CredentialItem... items) {
            return false;
        }

        @Override
        public boolean get(URIish uri, CredentialItem... items) {
            return false;
        }
    }
}
