package io.jenkins.plugins.deploymentsteps.core.inventory;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.Test;

/** The form in which an inventory is kept: what is written is read, also by and from later versions. */
public class StoredInventoryTest {
    private final ApplySet set = new ApplySet("shop", "shop");

    private static InventoryEntry entry(String apiVersion, String kind, String namespace, String name, String uid) {
        return new InventoryEntry(new ObjectRef(apiVersion, kind, namespace, name), uid);
    }

    private static Inventory inventory(InventoryEntry... entries) {
        return Inventory.EMPTY.with(List.of(entries));
    }

    private StoredInventory throughACluster(Inventory inventory) throws DeploymentException {
        return StoredInventory.read(set, stored(StoredInventory.fields(set, inventory, "id", null)));
    }

    /** As an API server would: what is null is not there. */
    private static Map<String, Object> stored(Map<String, Object> fields) {
        Map<String, Object> stored = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            if (value instanceof Map) {
                stored.put(key, stored(Fields.map(value)));
            } else if (value != null) {
                stored.put(key, value);
            }
        });
        return stored;
    }

    @Test
    public void whatIsWrittenIsRead() throws Exception {
        Inventory inventory = inventory(
                entry("v1", "ConfigMap", "shop", "settings", "1-2"),
                entry("v1", "Namespace", null, "shop", null),
                entry("v1", "Secret", "jobs", "login", "3"),
                entry("apps/v1", "Deployment", "shop", "web", "4"),
                entry("rbac.authorization.k8s.io/v1", "ClusterRole", null, "team: a b\t#%41\nü", "5"),
                entry("example.org/v1", "Odd", "shop", "-", "6"));
        StoredInventory read = throughACluster(inventory);
        assertThat(read.inventory(), is(inventory));
        assertThat(read.namespaces(), is(Set.of("jobs")));
        assertThat(read.deployment(), is("id"));
        assertThat(throughACluster(Inventory.EMPTY).inventory(), is(Inventory.EMPTY));
    }

    @Test
    public void theParentIsThatOfTheSpecification() throws Exception {
        Map<String, Object> fields = StoredInventory.fields(
                set,
                inventory(
                        entry("apps/v1", "Deployment", "shop", "web", null),
                        entry("v1", "ConfigMap", "b", "x", null),
                        entry("v1", "ConfigMap", "a", "x", null)),
                "id",
                null);
        Map<String, Object> annotations = Fields.map(fields, "metadata", "annotations");
        assertThat(annotations.get("applyset.kubernetes.io/contains-group-kinds"), is("ConfigMap,Deployment.apps"));
        assertThat(annotations.get("applyset.kubernetes.io/additional-namespaces"), is("a,b"));
        assertThat(annotations.get("applyset.kubernetes.io/tooling"), is("deployment-steps/1"));
        assertThat(Fields.map(fields, "metadata", "labels").get("applyset.kubernetes.io/id"), is(set.id()));
    }

    @Test
    public void aLargeSetIsPackedWithinTheLimitOfAConfigMap() throws Exception {
        List<InventoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            entries.add(entry("apps/v1", "Deployment", "shop", "web-" + i, new UUID(i * 31L, i * 77L).toString()));
        }
        Inventory inventory = Inventory.EMPTY.with(entries);
        Map<String, Object> fields = StoredInventory.fields(set, inventory, "id", null);
        assertThat(Fields.map(fields, "data").get("objects"), nullValue());
        assertThat(Fields.text(fields, "binaryData", "objects.gz").length() * 3 / 4, lessThan(900_000));
        assertThat(throughACluster(inventory).inventory(), is(inventory));
    }

    @Test
    public void aSetThatIsTooLargeIsRefused() {
        List<InventoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            entries.add(
                    entry("v1", "ConfigMap", "shop", "a-" + i, UUID.randomUUID().toString()));
        }
        assertThat(
                assertThrows(
                                DeploymentException.class,
                                () -> StoredInventory.fields(set, Inventory.EMPTY.with(entries), "id", null))
                        .getMessage(),
                containsString("The set 'shop' has 40000 objects, more than an inventory holds"));
    }

    @Test
    public void whatALaterVersionAddsToALineIsLeftOut() throws Exception {
        assertThat(
                InventoryText.read("# of later\n\n1-2 v1 ConfigMap shop a sha256:abc more\n"),
                is(inventory(entry("v1", "ConfigMap", "shop", "a", "1-2"))));
    }

    @Test
    public void whatIsNoLineIsNamed() {
        for (String line :
                List.of("nonsense", "1 v1 ConfigMap shop", "1 - ConfigMap shop a", "1 v1 ConfigMap shop %zz")) {
            IOException e = assertThrows(IOException.class, () -> InventoryText.read("1 v1 Pod shop a\n" + line));
            assertThat(e.getMessage(), line.contains("%") || e.getMessage().contains("line 2"), is(true));
        }
    }

    @Test
    public void whatIsNotPackedOrTooMuchUnpackedIsRefused() throws Exception {
        Map<String, Object> fields = stored(StoredInventory.fields(set, Inventory.EMPTY, "id", null));
        byte[] bomb = InventoryText.pack(" ".repeat(70 << 20));
        for (String packed : List.of("no base64!", "AAAA", Base64.getEncoder().encodeToString(bomb))) {
            fields.put("binaryData", Map.of("objects.gz", packed));
            DeploymentException e = assertThrows(DeploymentException.class, () -> StoredInventory.read(set, fields));
            assertThat(e.getMessage(), containsString("cannot be read: "));
        }
        assertThat(InventoryText.unpack(InventoryText.pack("ü")).getBytes(StandardCharsets.UTF_8).length, is(2));
    }

    @Test
    public void theSameObjectInTwoVersionsIsOneEntry() {
        Inventory inventory = inventory(entry("autoscaling/v1", "HorizontalPodAutoscaler", "shop", "web", "1"))
                .with(List.of(entry("autoscaling/v2", "HorizontalPodAutoscaler", "shop", "web", null)));
        assertThat(
                inventory.entries(),
                is(List.of(entry("autoscaling/v2", "HorizontalPodAutoscaler", "shop", "web", "1"))));
    }
}
