package io.jenkins.plugins.deploymentsteps.storage;

import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Files of a build that hold what must not be read by whoever gets at the disk or a backup: compressed, encrypted with the
 * key of this Jenkins as a credential is, for its user only, and deleted with the build. Whatever calls this may run again
 * after a restart: a file is written as a whole or not at all.
 */
public final class BuildStore {
    /** What a file holds. */
    public enum Content {
        /** A plan, with everything that it is going to apply. */
        PLAN("plan"),
        /** What was shown of a plan; without values of Secrets. */
        DIFF("diff"),
        /** What was applied. */
        SET("set"),
        /** What was read, and several clusters get one after another. */
        MANIFESTS("manifests");

        private final String suffix;

        Content(String suffix) {
            this.suffix = suffix;
        }
    }

    private static final String DIRECTORY = "deployment-steps";
    private static final String USED = "used";
    private static final int MOST_BYTES = 50_000_000;

    /** Before the content, so that a later version can have another form; no Base64, which core could take for a secret. */
    private static final String FORMAT = "1:";

    /** An id becomes a file's name, and comes from a Jenkinsfile. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private BuildStore() {}

    /**
     * Keeps something, in place of what was kept under that name.
     *
     * @param run the build that it goes with
     * @param id a UUID
     * @param fields maps, lists, texts, numbers and truth values
     * @throws DeploymentException (invalid input) if it is too large
     * @throws IOException if it cannot be written
     */
    public static void write(Run<?, ?> run, String id, Content content, Map<String, Object> fields)
            throws DeploymentException, IOException {
        byte[] json = Json.write(fields).getBytes(StandardCharsets.UTF_8);
        if (json.length > MOST_BYTES) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "What is to be kept with the build has " + json.length + " bytes, the limit is " + MOST_BYTES
                            + ". Deploy it as several sets.");
        }
        String encrypted = Secret.fromString(FORMAT + Base64.getEncoder().encodeToString(pack(json)))
                .getEncryptedValue();
        Path file = file(run, id, content.suffix)
                .orElseThrow(() -> new IllegalArgumentException("the ids of our own operations are UUIDs"));
        Path directory = Files.createDirectories(directoryOf(file));
        Path draft = Files.createTempFile(directory, content.suffix, ".tmp", ownerOnly(directory));
        try {
            Files.writeString(draft, encrypted, StandardCharsets.US_ASCII);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * Reads what was kept.
     *
     * @param id anything; what is no id finds nothing
     * @return empty if nothing is kept under that name
     * @throws DeploymentException (invalid input) if it cannot be decrypted, as after the key of Jenkins was changed
     * @throws IOException if it cannot be read
     */
    public static Optional<Map<String, Object>> read(Run<?, ?> run, String id, Content content)
            throws DeploymentException, IOException {
        Optional<Path> file = file(run, id, content.suffix);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        String encrypted;
        try {
            encrypted = Files.readString(file.get(), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Secret secret = Secret.decrypt(encrypted);
        if (secret == null || !secret.getPlainText().startsWith(FORMAT)) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "What " + run + " keeps under the id " + id
                            + " cannot be decrypted: the key of this Jenkins is not the one that it was encrypted with,"
                            + " the file was changed, or a newer version of the plugin wrote it.");
        }
        return Optional.of(Json.object(
                unpack(Base64.getDecoder().decode(secret.getPlainText().substring(FORMAT.length())))));
    }

    /** Returns whether something is kept under that name. */
    public static boolean has(Run<?, ?> run, String id, Content content) {
        return file(run, id, content.suffix).filter(Files::exists).isPresent();
    }

    /**
     * Takes a plan for one operation, for good.
     *
     * @param operation whose it is from now on; the same one may take it again
     * @return false if another operation has taken it before
     * @throws IOException if that cannot be written down
     */
    public static synchronized boolean claim(Run<?, ?> run, String plan, String operation) throws IOException {
        String owner = owner(run, plan);
        if (owner.isEmpty()) {
            Path file = file(run, plan, USED).orElseThrow(() -> new IllegalArgumentException("no id: " + plan));
            Files.createDirectories(directoryOf(file));
            // A file that is there and empty is one whose writer was cut off before it did anything else.
            Files.deleteIfExists(file);
            Files.createFile(file, ownerOnly(directoryOf(file)));
            Files.writeString(file, operation);
            return true;
        }
        return owner.equals(operation);
    }

    /** Returns whether an operation has taken a plan that is not this one. */
    public static boolean isClaimed(Run<?, ?> run, String plan, String operation) throws IOException {
        String owner = owner(run, plan);
        return !owner.isEmpty() && !owner.equals(operation);
    }

    /** Returns whether this operation has taken a plan. */
    public static boolean isClaimedBy(Run<?, ?> run, String plan, String operation) throws IOException {
        return owner(run, plan).equals(operation);
    }

    private static synchronized String owner(Run<?, ?> run, String plan) throws IOException {
        Optional<Path> file = file(run, plan, USED);
        return file.isEmpty() || !Files.exists(file.get()) ? "" : Files.readString(file.get());
    }

    private static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "every file of the store lies in its directory");
    }

    private static Optional<Path> file(Run<?, ?> run, String id, String suffix) {
        return ID.matcher(id).matches()
                ? Optional.of(run.getRootDir().toPath().resolve(DIRECTORY).resolve(id + "." + suffix))
                : Optional.empty();
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static byte[] pack(byte[] json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(json);
        }
        return bytes.toByteArray();
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] json = gzip.readNBytes(MOST_BYTES + 1);
            if (json.length > MOST_BYTES) {
                throw new IOException("it has more than " + MOST_BYTES + " bytes unpacked");
            }
            return json;
        }
    }
}
