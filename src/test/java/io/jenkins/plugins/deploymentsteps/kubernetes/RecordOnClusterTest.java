package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.SetOnCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.HookMemory;
import io.jenkins.plugins.deploymentsteps.core.apply.StagedApply;
import io.jenkins.plugins.deploymentsteps.core.inventory.Origin;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetEvent;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** What a deployment leaves in the cluster beside its objects, and what an abort says of them. */
@Category(NeedsTestbed.class)
public class RecordOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private static final Origin FIRST = new Origin("https://ci.example/job/shop/1/", "abc1234", "alice (Alice)");

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    private SetOnCluster set;

    @Before
    public void open() {
        set = real.set();
    }

    private String ofInventory(String path) throws Exception {
        return real.kubectl("get", "configmap", set.set().inventory().name(), "-o=jsonpath={" + path + "}");
    }

    private String annotations() throws Exception {
        String prefix = ".metadata.annotations.deployment-steps\\.jenkins\\.io/";
        return ofInventory(prefix + "build") + "|" + ofInventory(prefix + "commit") + "|"
                + ofInventory(prefix + "started-by");
    }

    @Test
    public void theInventoryNamesTheLastBuildAndNoMemberChangesWithIt() throws Exception {
        set.apply(SetOnCluster.keep().from(FIRST), configMap("a"));
        assertThat(annotations(), is("https://ci.example/job/shop/1/|abc1234|alice (Alice)"));
        String version = real.kubectl("get", "configmap", "a", "-o=jsonpath={.metadata.resourceVersion}");
        Origin next = new Origin("https://ci.example/job/shop/2/", "", "timer");
        assertThat(
                RealCluster.actions(set.apply(SetOnCluster.keep().from(next), configMap("a"))),
                contains(Action.UNCHANGED));
        assertThat(annotations(), is("https://ci.example/job/shop/2/||timer"));
        assertThat(real.kubectl("get", "configmap", "a", "-o=jsonpath={.metadata.resourceVersion}"), is(version));
        set.prune(set.apply(SetOnCluster.prune(10).from(next), configMap("b")));
        assertThat("pruning leaves it", annotations(), is("https://ci.example/job/shop/2/||timer"));
    }

    @Test
    public void anEventAboutTheInventoryIsThereOnceHoweverOftenItIsTold() throws Exception {
        set.apply(SetOnCluster.keep(), configMap("a"));
        SetEvent event = new SetEvent(UUID.randomUUID().toString(), SetEvent.Reason.DEPLOYED, "ü".repeat(2_000), FIRST);
        for (int i = 0; i < 2; i++) {
            event.create(real.cluster(), set.log, set.set(), Instant.now());
        }
        String described =
                real.kubectl("describe", "configmap", set.set().inventory().name());
        assertThat(described, containsString("Deployed"));
        assertThat(described, containsString("Build: https://ci.example/job/shop/1/, commit: abc1234"));
        assertThat(
                real.kubectl("get", "events", "--field-selector=reason=Deployed", "-o=name")
                        .lines()
                        .toList(),
                hasSize(1));
        assertThat(String.join("\n", set.log.lines()), not(containsString("event")));
    }

    @Test
    public void whoMayNotCreateEventsIsToldOnceAndNothingFails() throws Exception {
        try (Cluster limited =
                Fabric8Cluster.open(real.withToken(real.kubernetes().limitedToken()), ProxySettings.OF_JAVA)) {
            new SetEvent(UUID.randomUUID().toString(), SetEvent.Reason.DEPLOYED, "done", FIRST)
                    .create(limited, set.log, set.set(), Instant.now());
        }
        assertThat(
                set.log.lines(),
                contains("The cluster keeps no event of the deployment, which is as it is all the same: the credential"
                        + " may not create events in the namespace " + real.namespace() + "."));
    }

    /** What is said to be applied is there, and what is said not to be sent is not, now and after the abort. */
    @Test
    @Covers("R-37")
    public void anAbortSaysWhatIsInTheCluster() throws Exception {
        int objects = 400;
        String text = String.join(
                "---\n",
                IntStream.range(0, objects).mapToObj(i -> configMap("m" + i)).toList());
        List<ManifestFile> files = List.of(new ManifestFile("deploy.yaml", text.getBytes(StandardCharsets.UTF_8)));
        StagedApply staged = new ApplyManifests(real.cluster(), real.log())
                .begin(
                        new ApplyRequest(
                                files,
                                real.namespace(),
                                List.of(),
                                ConflictPolicy.FAIL,
                                false,
                                false,
                                SetOnCluster.keep()),
                        HookMemory.NOTHING,
                        () -> {});
        assertThat(staged.soFar().summary(), containsString("0 of 400 objects are as in the manifests; 400 had not"));
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread look = new Thread(() -> {
            try {
                staged.look(Deadline.after(Duration.ofMinutes(2)));
            } catch (Exception e) {
                end.set(e);
            }
        });
        look.start();
        while (staged.soFar().summary().startsWith("0 of")) {
            Thread.onSpinWait();
        }
        look.interrupt();
        look.join();
        assertThat("aborted in its midst", end.get() instanceof InterruptedException, is(true));

        String said = staged.soFar().summary();
        int applied = count(said, "(\\d+) of 400 objects are as in the manifests.*");
        int open = count(said, ".*; (\\d+) had been sent without an answer.*");
        int untouched = count(said, ".*; (\\d+) had not been sent.*");
        assertThat(said, applied + open + untouched, is(objects));
        assertThat(said, untouched > 0, is(true));
        List<String> there = set.configMaps();
        assertThat(said + "\n" + there, there.size() >= applied && there.size() <= applied + open, is(true));
        List<String> named = names(said, "as in the manifests: ");
        assertThat(named, everyItem(in(there)));
        for (String absent : names(said, "had not been sent: ")) {
            assertThat(there, not(hasItem(absent)));
        }
        assertThat("nothing is written any more", set.configMaps(), is(there));
    }

    private static int count(String said, String pattern) {
        return said.matches(pattern) ? Integer.parseInt(said.replaceAll(pattern, "$1")) : 0;
    }

    /** Returns the names in a part of the line, without kind and namespace. */
    private static List<String> names(String said, String after) {
        int from = said.indexOf(after);
        if (from < 0) {
            return List.of();
        }
        String part = said.substring(from + after.length()).replaceAll("( and \\d+ more)?[;.].*", "");
        List<String> names = new ArrayList<>();
        Arrays.stream(part.split(", ")).forEach(each -> names.add(each.substring(each.indexOf('/') + 1)));
        return names;
    }
}
