package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Computer;
import hudson.model.TaskListener;
import hudson.remoting.Callable;
import hudson.remoting.LocalChannel;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.deploymentsteps.standalone.Disk;
import java.io.File;
import java.io.FileFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.jenkinsci.remoting.RoleSensitive;

/** A file or directory where the build runs: here, on the local disk. */
public final class FilePath implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The channel of this machine. */
    public static final LocalChannel localChannel = new LocalChannel(ForkJoinPool.commonPool());

    private final transient VirtualChannel channel;
    private final String remote;

    /** Names a path on the machine behind a channel; a null channel is this machine. */
    public FilePath(@CheckForNull VirtualChannel channel, @NonNull String remote) {
        this.channel = channel instanceof LocalChannel ? null : channel;
        this.remote = Disk.normalize(remote);
    }

    /** Names a path on this machine. */
    public FilePath(@NonNull File localPath) {
        this((VirtualChannel) null, localPath.getPath());
    }

    /** Names a path relative to another one; an absolute one stays. */
    public FilePath(@NonNull FilePath base, @NonNull String rel) {
        this(base.channel, Disk.isAbsolute(rel) ? rel : base.remote + '/' + rel.replace('\\', '/'));
    }

    /** Work that is done where the file is. */
    public interface FileCallable<T> extends Serializable, RoleSensitive {
        /** Does the work, on the machine that has the file. */
        T invoke(File f, VirtualChannel channel) throws IOException, InterruptedException;
    }

    /** {@return what the work returns, done where this file is} */
    public <T> T act(final FileCallable<T> callable) throws IOException, InterruptedException {
        return callable.invoke(file(), localChannel);
    }

    /** {@return what the work returns, done on this path's machine} */
    public <V, E extends Throwable> V act(Callable<V, E> callable) throws IOException, InterruptedException, E {
        return callable.call();
    }

    /** {@return the path as its machine writes it} */
    public String getRemote() {
        return remote;
    }

    /** {@return the last segment} */
    public String getName() {
        return remote.substring(Math.max(remote.lastIndexOf('/'), remote.lastIndexOf('\\')) + 1);
    }

    /** {@return the last segment up to its last dot} */
    public String getBaseName() {
        String name = getName();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** {@return a path below this one, or an absolute one as it is} */
    public @NonNull FilePath child(String relOrAbsolute) {
        return new FilePath(this, relOrAbsolute);
    }

    /** {@return a path beside this one, or null at the root} */
    @CheckForNull
    public FilePath sibling(String rel) {
        FilePath parent = getParent();
        return parent == null ? null : parent.child(rel);
    }

    /** {@return this path with text behind it} */
    public FilePath withSuffix(String suffix) {
        return new FilePath(channel, remote + suffix);
    }

    /** {@return the directory above, or null at the root} */
    @CheckForNull
    public FilePath getParent() {
        int slash = remote.lastIndexOf('/');
        if (slash < 0 || remote.length() == 1) {
            return null;
        }
        return new FilePath(channel, slash == 0 ? "/" : remote.substring(0, slash));
    }

    /** {@return the path from the root of its machine} */
    public FilePath absolutize() throws IOException, InterruptedException {
        return new FilePath(channel, file().getAbsolutePath());
    }

    /** {@return the path as an address} */
    public URI toURI() throws IOException, InterruptedException {
        return file().toURI();
    }

    /** Makes this directory and those above it. */
    public void mkdirs() throws IOException, InterruptedException {
        Files.createDirectories(file().toPath());
    }

    /** Deletes this and all below it; what is absent is fine. Links are not followed. */
    public void deleteRecursive() throws IOException, InterruptedException {
        Disk.deleteRecursive(file().toPath());
    }

    /** Deletes all below this directory. */
    public void deleteContents() throws IOException, InterruptedException {
        Disk.deleteContents(file().toPath());
    }

    /** {@return true, this file deleted or absent} */
    public boolean delete() throws IOException, InterruptedException {
        Files.deleteIfExists(file().toPath());
        return true;
    }

    /** {@return a new file in this directory, as readable as any new file} */
    public FilePath createTempFile(final String prefix, final String suffix) throws IOException, InterruptedException {
        return child(File.createTempFile(prefix, suffix, file()).getName());
    }

    /** {@return a new directory in this directory, as readable as any new directory} */
    public FilePath createTempDir(final String prefix, final String suffix) throws IOException, InterruptedException {
        String name = prefix + "." + (suffix == null || suffix.isBlank() ? "tmp" : suffix);
        return child(Disk.createTempDirectory(file().toPath(), name));
    }

    /** {@return whether there is such a file or directory} */
    public boolean exists() throws IOException, InterruptedException {
        return file().exists();
    }

    /** {@return whether this is a directory} */
    public boolean isDirectory() throws IOException, InterruptedException {
        return file().isDirectory();
    }

    /** {@return the size in bytes; 0 for an absent file} */
    public long length() throws IOException, InterruptedException {
        return file().length();
    }

    /** {@return the time of the last change, in milliseconds since 1970} */
    public long lastModified() throws IOException, InterruptedException {
        return file().lastModified();
    }

    /** Makes the file unless it exists, and sets its time of change. */
    public void touch(final long timestamp) throws IOException, InterruptedException {
        Disk.touch(file().toPath(), timestamp);
    }

    /** Sets the Unix permission bits; does nothing on Windows. */
    public void chmod(final int mask) throws IOException, InterruptedException {
        Set<PosixFilePermission> permissions = Disk.permissions(mask);
        if (File.pathSeparatorChar == ':') {
            Files.setPosixFilePermissions(file().toPath(), permissions);
        }
    }

    /** {@return the Unix permission bits, or -1 on Windows} */
    public int mode() throws IOException, InterruptedException {
        return File.pathSeparatorChar == ':' ? Disk.mode(Files.getPosixFilePermissions(file().toPath())) : -1;
    }

    /** {@return what is in this directory; empty when it is none} */
    @NonNull
    public List<FilePath> list() throws IOException, InterruptedException {
        return list((FileFilter) null);
    }

    /** {@return what is in this directory and passes the filter} */
    @NonNull
    public List<FilePath> list(final FileFilter filter) throws IOException, InterruptedException {
        List<FilePath> children = new ArrayList<>();
        File[] files = file().listFiles(filter);
        if (files != null) {
            for (File each : files) {
                children.add(new FilePath(channel, each.getPath()));
            }
        }
        return children;
    }

    /** {@return the files below that match Ant patterns} */
    @NonNull
    public FilePath[] list(final String includes) throws IOException, InterruptedException {
        return list(includes, null);
    }

    /** {@return the files below that match Ant patterns, less the excluded ones and Ant's default excludes} */
    @NonNull
    public FilePath[] list(final String includes, final String excludes) throws IOException, InterruptedException {
        return list(includes, excludes, true);
    }

    /** {@return the files below that match Ant patterns, less the excluded ones} */
    @NonNull
    public FilePath[] list(final String includes, final String excludes, final boolean defaultExcludes)
            throws IOException, InterruptedException {
        return Disk.glob(file(), includes, excludes, defaultExcludes).stream()
                .map(this::child)
                .toArray(FilePath[]::new);
    }

    /** {@return the content} */
    public InputStream read() throws IOException, InterruptedException {
        return Files.newInputStream(file().toPath());
    }

    /** {@return the content, as UTF-8 text} */
    public String readToString() throws IOException, InterruptedException {
        return Files.readString(file().toPath(), StandardCharsets.UTF_8);
    }

    /** {@return a stream that replaces the content; missing directories are made} */
    public OutputStream write() throws IOException, InterruptedException {
        Disk.makeParent(file().toPath());
        return Files.newOutputStream(file().toPath());
    }

    /** Replaces the content; a null encoding is the machine's own. */
    public void write(final String content, final String encoding) throws IOException, InterruptedException {
        Disk.makeParent(file().toPath());
        Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
        Files.write(file().toPath(), content.getBytes(charset));
    }

    /** Replaces the content by what a stream has, and closes the stream. */
    public void copyFrom(InputStream in) throws IOException, InterruptedException {
        try (in;
                OutputStream out = write()) {
            in.transferTo(out);
        }
    }

    /** Replaces the content by another file's. */
    public void copyFrom(FilePath src) throws IOException, InterruptedException {
        src.copyTo(this);
    }

    /** Copies the content to another file. */
    public void copyTo(FilePath target) throws IOException, InterruptedException {
        try (OutputStream out = target.write()) {
            copyTo(out);
        }
    }

    /** Copies the content to a stream, which stays open. */
    public void copyTo(OutputStream os) throws IOException, InterruptedException {
        Files.copy(file().toPath(), os);
    }

    /** Renames this file. */
    public void renameTo(final FilePath target) throws IOException, InterruptedException {
        Disk.makeParent(target.file().toPath());
        Files.move(file().toPath(), target.file().toPath());
    }

    /** {@return a launcher of processes on this path's machine} */
    public Launcher createLauncher(TaskListener listener) throws IOException, InterruptedException {
        return new Launcher.LocalLauncher(listener);
    }

    /**
     * {@return whether a relative path stays below this directory, links followed}
     *
     * @throws IllegalArgumentException for an absolute path
     */
    public boolean isDescendant(@NonNull String potentialChildRelativePath) throws IOException, InterruptedException {
        return Disk.isDescendant(file(), potentialChildRelativePath);
    }

    /** {@return the connected node that has the path: none outside Jenkins} */
    @CheckForNull
    public Computer toComputer() {
        return null;
    }

    /** {@return the machine that has the path} */
    public VirtualChannel getChannel() {
        return channel == null ? localChannel : channel;
    }

    /** {@return whether the path is on another machine than the controller} */
    public boolean isRemote() {
        return channel != null;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof FilePath other && remote.equals(other.remote);
    }

    @Override
    public int hashCode() {
        return remote.hashCode();
    }

    @Override
    public String toString() {
        return remote;
    }

    private File file() {
        return new File(remote);
    }
}
