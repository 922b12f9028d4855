package io.jenkins.plugins.deploymentsteps.core.inventory;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An inventory as the cluster keeps it: a ConfigMap that is an ApplySet parent (KEP-3659), with the exact members in its
 * data.
 *
 * @param inventory the members
 * @param namespaces those that it lists, beside its own
 * @param deployment id of the deployment that began last
 * @param resourceVersion of the ConfigMap; null if it is not there yet
 */
record StoredInventory(
        Inventory inventory,
        Set<String> namespaces,
        String deployment,
        @CheckForNull String resourceVersion) {
    static final StoredInventory NONE = new StoredInventory(Inventory.EMPTY, Set.of(), "", null);

    /** The annotation with the set's name, whose readable part in the ConfigMap's name may be cut. */
    static final String SET = "deployment-steps.jenkins.io/set";

    /** What changes with each build stands here and not on the members, which it would change each time. */
    private static final String BUILD = "deployment-steps.jenkins.io/build";

    private static final String COMMIT = "deployment-steps.jenkins.io/commit";
    private static final String STARTED_BY = "deployment-steps.jenkins.io/started-by";

    private static final String TOOL = "deployment-steps";
    private static final String TOOLING = "applyset.kubernetes.io/tooling";
    private static final String GROUP_KINDS = "applyset.kubernetes.io/contains-group-kinds";
    private static final String NAMESPACES = "applyset.kubernetes.io/additional-namespaces";
    private static final String FORMAT = "format";
    private static final String FORMAT_VERSION = "1";
    private static final String DEPLOYMENT = "deployment";
    private static final String OBJECTS = "objects";
    private static final String PACKED_OBJECTS = "objects.gz";

    /** Up to here people can read it with kubectl. */
    private static final int MOST_BYTES_AS_TEXT = 200_000;

    /** A ConfigMap holds 1 MiB, keys and annotations included. */
    private static final int MOST_BYTES_PACKED = 900_000;

    StoredInventory {
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * Reads a ConfigMap.
     *
     * @throws DeploymentException (conflict) if it is not this set's inventory, or one of another tool; (invalid input)
     *     if it cannot be read
     */
    static StoredInventory read(ApplySet set, Map<String, Object> configMap) throws DeploymentException {
        String tooling = Fields.text(configMap, "metadata", "annotations", TOOLING);
        int slash = tooling.lastIndexOf('/');
        String tool = slash < 0 ? tooling : tooling.substring(0, slash);
        if (!Fields.text(configMap, "metadata", "labels", ApplySet.ID).equals(set.id())) {
            throw new DeploymentException(
                    Kind.CONFLICT,
                    set.inventory() + " is there and is not the inventory of the set '" + set.name() + "': its label "
                            + ApplySet.ID + " is missing or another one. Delete or rename it, or give the set another"
                            + " name.");
        }
        if (!tool.equals(TOOL)) {
            throw new DeploymentException(
                    Kind.CONFLICT,
                    "The inventory of the set " + set + " is in the hands of "
                            + (tool.isEmpty() ? "no known tool" : Text.shorten(tool, 60)) + ": its annotation "
                            + TOOLING
                            + " says so. To hand it back, set that annotation to " + TOOL + "/" + FORMAT_VERSION + ".");
        }
        String format = Fields.text(configMap, "data", FORMAT);
        if (!format.equals(FORMAT_VERSION)) {
            throw unreadable(
                    set,
                    "it has the format '" + Text.shorten(format, 20)
                            + "', which this version does not know. Is there a newer version of the plugin elsewhere?");
        }
        Set<String> namespaces = Arrays.stream(Fields.text(configMap, "metadata", "annotations", NAMESPACES)
                        .split(","))
                .map(String::strip)
                .filter(namespace -> !namespace.isEmpty())
                .collect(Collectors.toSet());
        try {
            String packed = Fields.text(configMap, "binaryData", PACKED_OBJECTS);
            String text = packed.isEmpty()
                    ? Fields.text(configMap, "data", OBJECTS)
                    : InventoryText.unpack(Base64.getDecoder().decode(packed.getBytes(StandardCharsets.US_ASCII)));
            return new StoredInventory(
                    InventoryText.read(text),
                    namespaces,
                    Fields.text(configMap, "data", DEPLOYMENT),
                    Fields.text(configMap, "metadata", "resourceVersion"));
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(
                    set,
                    Text.shorten(String.valueOf(e.getMessage()), 200)
                            + ". Mend it, or delete the ConfigMap: the set is then recorded anew, and what it does not"
                            + " hold any more by then is never pruned.");
        }
    }

    @CheckForNull
    private static String known(String text) {
        return text.isEmpty() ? null : text;
    }

    private static DeploymentException unreadable(ApplySet set, String why) {
        return new DeploymentException(
                Kind.INVALID_INPUT, "The inventory of the set " + set + " cannot be read: " + why);
    }

    /**
     * Returns the fields that a ConfigMap must have, null for those that it must not have.
     *
     * @param origin which build began last; null to leave what the ConfigMap says
     * @throws DeploymentException (invalid input) if the set has more objects than fit in
     */
    static Map<String, Object> fields(ApplySet set, Inventory inventory, String deployment, @CheckForNull Origin origin)
            throws DeploymentException {
        Map<String, Object> annotations = new LinkedHashMap<>();
        annotations.put(TOOLING, TOOL + "/" + FORMAT_VERSION);
        annotations.put(GROUP_KINDS, inventory.groupKinds());
        annotations.put(NAMESPACES, String.join(",", inventory.namespacesBeside(set.namespace())));
        annotations.put(SET, set.name());
        if (origin != null) {
            annotations.put(BUILD, known(origin.build()));
            annotations.put(COMMIT, known(origin.commit()));
            annotations.put(STARTED_BY, known(origin.startedBy()));
        }
        Map<String, Object> labels = new LinkedHashMap<>();
        labels.put(ApplySet.ID, set.id());
        labels.put("app.kubernetes.io/managed-by", TOOL);
        String text = InventoryText.write(inventory);
        byte[] packed = text.length() <= MOST_BYTES_AS_TEXT ? new byte[0] : InventoryText.pack(text);
        if (packed.length > MOST_BYTES_PACKED) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The set '" + set.name() + "' has " + inventory.entries().size()
                            + " objects, more than an inventory holds. Deploy it as several sets.");
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(FORMAT, FORMAT_VERSION);
        data.put(DEPLOYMENT, deployment);
        data.put(OBJECTS, packed.length == 0 ? text : null);
        Map<String, Object> binaryData = new LinkedHashMap<>();
        binaryData.put(
                PACKED_OBJECTS, packed.length == 0 ? null : Base64.getEncoder().encodeToString(packed));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("metadata", Map.of("labels", labels, "annotations", annotations));
        fields.put("data", data);
        fields.put("binaryData", binaryData);
        return fields;
    }
}
