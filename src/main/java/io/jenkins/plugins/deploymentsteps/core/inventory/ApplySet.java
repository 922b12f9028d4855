package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A named set of objects in a cluster, by the ApplySet specification (KEP-3659): a ConfigMap is its parent, and each
 * member has a label with the parent's id.
 *
 * @param name what people call it, such as a job's full name
 * @param namespace where its inventory is
 */
public record ApplySet(String name, String namespace) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The label of each member; its value is the id of its set. */
    public static final String PART_OF = "applyset.kubernetes.io/part-of";

    /** The label of the inventory with the id. */
    static final String ID = "applyset.kubernetes.io/id";

    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_READABLE = 36;
    private static final int HASH_DIGITS = 10;

    /**
     * Names a set.
     *
     * @param name any text of one line; spaces around it do not count
     * @param namespace where its inventory is kept
     * @throws DeploymentException (invalid input) if the name is empty, too long or not printable
     */
    public static ApplySet of(String name, String namespace) throws DeploymentException {
        checkName(name);
        return new ApplySet(name.strip(), namespace);
    }

    /**
     * Checks a set's name.
     *
     * @throws DeploymentException (invalid input) as {@link #of}
     */
    public static void checkName(String name) throws DeploymentException {
        String trimmed = name.strip();
        if (trimmed.isEmpty()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT, "set: missing. Give the deployed set a name, such as shop.");
        }
        if (trimmed.length() > LONGEST_NAME
                || trimmed.contains("\n")
                || !Text.printable(trimmed).equals(trimmed)) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "set: '" + Text.shorten(trimmed, 60) + "' is no name of a set: at most " + LONGEST_NAME
                            + " printable characters of one line are.");
        }
    }

    /** Returns the ConfigMap that holds the inventory: its name can be read, and is another one for each set. */
    public ObjectRef inventory() {
        String readable = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        readable = readable.substring(0, Math.min(readable.length(), LONGEST_READABLE))
                .replaceAll("^-|-$", "");
        String hash = HexFormat.of().formatHex(sha256(name)).substring(0, HASH_DIGITS);
        return new ObjectRef(
                "v1", "ConfigMap", namespace, "deployment-set-" + (readable.isEmpty() ? "" : readable + "-") + hash);
    }

    /** Returns the id of version 1 of the specification: of name, namespace, kind and group of the parent. */
    public String id() {
        ObjectRef parent = inventory();
        byte[] hash = sha256(parent.name() + "." + namespace + "." + parent.kind() + "." + parent.group());
        return "applyset-" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + "-v1";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns what people read: {@code 'shop' (inventory: ConfigMap shop/deployment-set-shop-…)}. */
    @Override
    public String toString() {
        return "'" + name + "' (inventory: " + inventory() + ")";
    }
}
