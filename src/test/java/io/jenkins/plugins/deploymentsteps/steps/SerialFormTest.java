package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.Test;

/**
 * What is written of a running step, and that what an earlier version wrote is read: a build may be paused while the
 * plugin is updated. Adding a field is fine; renaming or removing one, or a class, breaks builds that run.
 */
@Covers({"R-41", "S-11"})
public class SerialFormTest {
    private static final String GOLDEN = "serial-form.txt";
    private static final Set<Class<?>> PLAIN =
            Set.of(String.class, List.class, ArrayList.class, LinkedHashMap.class, Integer.class);

    private static Map<String, Operation> operations() throws Exception {
        KubeApplyStep apply = new KubeApplyStep();
        apply.setManifests("deploy/");
        apply.setCredentialsId("cluster");
        apply.setServer("https://kubernetes.example");
        apply.setNamespace("shop");
        apply.setImages("shop/web:1.2");
        GitopsCommitStep commit = new GitopsCommitStep("https://git.example/deploy.git");
        commit.setCredentialsId("gitops");
        GitopsValue value = new GitopsValue("a.yaml", "spec.replicas", "3");
        value.setCreate(true);
        commit.setChanges(List.of(
                new GitopsImage("shop/web:1.2"),
                new GitopsKustomizeImage("shop/web:1.2", "prod"),
                new GitopsHelmImage("shop/web:1.2", "values.yaml", "web.image"),
                value));
        ArgoSyncStep sync = new ArgoSyncStep();
        sync.setApplication("shop, jobs");
        sync.setServer("https://argocd.example");
        sync.setCredentialsId("argocd");
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("kubeApply", apply.operation(UnaryOperator.identity()));
        KubeApplyStep several = new KubeApplyStep();
        several.setManifests("deploy/");
        several.setNamespace("shop");
        several.setClusters("eu-1, label:env=prod");
        all.put("kubeApply-clusters", several.operation(UnaryOperator.identity()));
        KubeDiffStep diff = new KubeDiffStep();
        diff.setManifests("deploy/");
        diff.setCredentialsId("cluster");
        all.put("kubeDiff", diff.operation(UnaryOperator.identity()));
        KubeRollbackStep back = new KubeRollbackStep();
        back.setSet("shop");
        back.setNamespace("shop");
        back.setCredentialsId("cluster");
        all.put("kubeRollback", back.operation(UnaryOperator.identity()));
        all.put(
                "kubeWait",
                new KubeWaitOperation(
                        "id", Duration.ofMinutes(5), new ClusterLocation("other", null, null, null, false)));
        all.put("gitopsCommit", commit.operation(UnaryOperator.identity()));
        all.put("argoSync", sync.operation(UnaryOperator.identity(), "a".repeat(40)));
        return all;
    }

    private static byte[] written(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    /** Prints the lines of the golden file, for whoever adds a step. */
    static String golden() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, Operation> each : operations().entrySet()) {
            lines.append(each.getKey())
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(written(each.getValue())))
                    .append('\n');
        }
        return lines.toString();
    }

    @Test
    public void whatAnEarlierVersionWroteIsRead() throws Exception {
        Map<String, Operation> now = operations();
        TreeSet<String> seen = new TreeSet<>();
        try (InputStream in = SerialFormTest.class.getResourceAsStream(GOLDEN)) {
            assertThat(GOLDEN, in, notNullValue());
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] parts = line.split(" ");
                Object old = read(Base64.getDecoder().decode(parts[1]));
                assertThat(parts[0], old, instanceOf(now.get(parts[0]).getClass()));
                assertThat(((Operation) old).step(), is(now.get(parts[0]).step()));
                assertThat(((Operation) old).deadline(), notNullValue());
                List<String> wanted = texts(now.get(parts[0]));
                // What was written before there were freezes had begun before, and heeds none.
                wanted.replaceAll(text -> text.startsWith("freeze=") ? "freeze=null" : text);
                assertThat(texts(old), is(wanted));
                seen.add(parts[0]);
            }
        }
        assertThat("every step has a line", seen, is(new TreeSet<>(now.keySet())));
    }

    /** The texts of an object's own fields, which a renamed field would lose. */
    private static List<String> texts(Object object) throws IllegalAccessException {
        List<String> texts = new ArrayList<>();
        for (Class<?> at = object.getClass(); at != Object.class; at = at.getSuperclass()) {
            for (var field : at.getDeclaredFields()) {
                boolean kept = !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
                if (kept && !field.getName().equals("id") && !field.getName().equals("deadline")) {
                    field.setAccessible(true);
                    String text = String.valueOf(field.get(object));
                    texts.add(field.getName() + "=" + text.replaceAll("@[0-9a-f]+", ""));
                }
            }
        }
        return texts;
    }

    @Test
    public void onlyPlainTypesAreWritten() throws Exception {
        Deque<Class<?>> open = new ArrayDeque<>();
        Set<Class<?>> seen = new HashSet<>();
        for (Operation operation : operations().values()) {
            open.add(operation.getClass());
        }
        while (!open.isEmpty()) {
            Class<?> at = open.pop();
            if (!at.getName().startsWith("io.jenkins.plugins.deploymentsteps.") || at.isEnum() || !seen.add(at)) {
                continue;
            }
            open.add(at.getSuperclass());
            for (ObjectStreamField field : ObjectStreamClass.lookup(at).getFields()) {
                Class<?> type = field.getType();
                boolean plain = type.isPrimitive()
                        || PLAIN.contains(type)
                        || type.getName().startsWith("io.jenkins.plugins.deploymentsteps.");
                assertThat(at.getSimpleName() + "." + field.getName() + ": " + type, plain, is(true));
                open.add(type);
            }
        }
        assertThat("arguments are looked into", seen.contains(ApplyArguments.class), is(true));
    }

    @Test
    public void theStateOfAStepIsSmall() throws Exception {
        for (Map.Entry<String, Operation> each : operations().entrySet()) {
            assertThat(each.getKey(), written(each.getValue()).length, lessThan(5_000));
        }
    }
}
