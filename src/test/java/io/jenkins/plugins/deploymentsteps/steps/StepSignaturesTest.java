package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.AbortException;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.junit.Test;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The steps' arguments: names, types and defaults, which cannot be taken back once they are used. */
public class StepSignaturesTest {
    private static String signature(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = Stream.of(type.getConstructors())
                .filter(each -> each.isAnnotationPresent(DataBoundConstructor.class))
                .findFirst()
                .orElseThrow();
        Object[] nothing = new Object[constructor.getParameterCount()];
        Object fresh = constructor.newInstance(nothing);
        List<String> arguments = new ArrayList<>();
        Stream.of(constructor.getParameters())
                .forEach(parameter ->
                        arguments.add(parameter.getType().getSimpleName() + " " + parameter.getName() + "!"));
        TreeMap<String, String> optional = new TreeMap<>();
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                String cap = method.getName().substring(3);
                Class<?> argument = method.getParameterTypes()[0];
                Method getter = type.getMethod((argument == boolean.class ? "is" : "get") + cap);
                assertThat(
                        cap + ": the getter returns what the setter takes",
                        getter.getGenericReturnType(),
                        is(method.getGenericParameterTypes()[0]));
                Object value = getter.invoke(fresh);
                String name = Character.toLowerCase(cap.charAt(0)) + cap.substring(1);
                optional.put(name, argument.getSimpleName() + " " + name + (value == null ? "" : "=" + value));
            }
        }
        arguments.addAll(optional.values());
        return String.join(", ", arguments);
    }

    @Test
    public void namesTypesAndDefaultsAreThoseOfTheDesign() throws Exception {
        Map<Class<?>, String> wanted = new LinkedHashMap<>();
        wanted.put(
                KubeApplyStep.class,
                "int batch=1, String caCertificate, String cluster, String clusters, String conflicts=fail, String context,"
                        + " String credentialsId, boolean dryRun=false, String freezeOverride, String images,"
                        + " String kubeconfigFile, boolean lock=true, String manifests,"
                        + " int maxPrune=10, String namespace, String onFailure=keep, String plan, boolean preflight=true,"
                        + " boolean prune=false, List readiness=[], String server, String set, boolean skipTlsVerify=false,"
                        + " KubeSource source, String timeout=10m, String variables, boolean wait=true");
        wanted.put(
                KubeDiffStep.class,
                "String caCertificate, String cluster, String conflicts=fail, String context, String credentialsId,"
                        + " String failOn=never, String images, String kubeconfigFile, String manifests,"
                        + " int maxPrune=10, String namespace, boolean prune=false, String server, String set,"
                        + " boolean skipTlsVerify=false, KubeSource source, String timeout=10m, String variables");
        wanted.put(
                KubeRollbackStep.class,
                "String caCertificate, String cluster, String context, String credentialsId, String deployment,"
                        + " String freezeOverride, String kubeconfigFile, String namespace, String server, String set,"
                        + " boolean skipTlsVerify=false, String timeout=10m, int toBuild=0");
        wanted.put(
                KubeReadyWhen.class,
                "String kind!, String condition, String failed, String group, String jsonPath, String value");
        wanted.put(
                KubeWaitStep.class,
                "String cluster, String credentialsId, String deployment, String kubeconfigFile, String timeout=10m");
        wanted.put(
                GitopsCommitStep.class,
                "String url!, String author=Jenkins <jenkins@localhost>, String branch=main, List changes=[],"
                        + " String credentialsId, String message, String timeout=5m");
        wanted.put(
                ArgoSyncStep.class,
                "String application, String caCertificate, String credentialsId, boolean dryRun=false,"
                        + " String onBusy=wait, String paused=wait, boolean prune=false, String refresh=normal,"
                        + " String revision, String server, boolean skipTlsVerify=false, String timeout=10m,"
                        + " boolean wait=true");
        wanted.put(GitopsImage.class, "String image!, String container, String files");
        wanted.put(GitopsKustomizeImage.class, "String image!, String dir!");
        wanted.put(GitopsHelmImage.class, "String image!, String file!, String path!");
        wanted.put(GitopsValue.class, "String file!, String path!, String value!, boolean create=false");
        check(wanted);
    }

    @Test
    public void namesTypesAndDefaultsOfSourcesAreThoseOfTheDesign() throws Exception {
        check(Map.of(
                KubeKustomize.class,
                "String dir!",
                KubeHelm.class,
                "String chart!, String mode=template, String release, String set, String values, String version",
                KubeKluctl.class,
                "String dir!, String args, String target",
                KubeImage.class,
                "String image!, String cpu=100m, String env, String host, String memory=256Mi, String name,"
                        + " int port=8080, String probe, int replicas=1, String writeTo"));
    }

    private static void check(Map<Class<?>, String> wanted) throws ReflectiveOperationException {
        for (Map.Entry<Class<?>, String> each : wanted.entrySet()) {
            assertThat(each.getKey().getSimpleName(), signature(each.getKey()), is(each.getValue()));
        }
    }

    @Test
    public void symbolsOfDescribablesArePrefixed() {
        Map<Class<?>, String> wanted = Map.of(
                KubeReadyWhen.DescriptorImpl.class, "kubeReadyWhen",
                KubeKustomize.DescriptorImpl.class, "kubeKustomize",
                KubeHelm.DescriptorImpl.class, "kubeHelm",
                GitopsImage.DescriptorImpl.class, "gitopsImage",
                GitopsKustomizeImage.DescriptorImpl.class, "gitopsKustomizeImage",
                GitopsHelmImage.DescriptorImpl.class, "gitopsHelmImage",
                GitopsValue.DescriptorImpl.class, "gitopsValue",
                PushMethod.DescriptorImpl.class, "deployPush",
                PullMethod.DescriptorImpl.class, "deployPull");
        wanted.forEach(
                (type, symbol) -> assertThat(type.getAnnotation(Symbol.class).value(), is(new String[] {symbol})));
    }

    @Test
    @Covers({"S-30", "B-27"})
    public void constructorsAndSettersTakeAnythingAndBlankIsTheDefault() throws Exception {
        Set<Class<?>> texts = Set.of(String.class);
        for (Class<?> type : FormsTest.CONFIGURED) {
            String before = signatureOf(type);
            for (Constructor<?> constructor : type.getConstructors()) {
                Object made = constructor.newInstance(new Object[constructor.getParameterCount()]);
                for (Method method : type.getMethods()) {
                    if (method.isAnnotationPresent(DataBoundSetter.class)
                            && !method.getParameterTypes()[0].isPrimitive()) {
                        method.invoke(made, new Object[] {null});
                        if (texts.contains(method.getParameterTypes()[0])) {
                            for (String text : List.of("", "  ", "\u0000<>\u202e", "x".repeat(100_000))) {
                                method.invoke(made, text);
                            }
                            method.invoke(made, " \n");
                        }
                    }
                }
                assertThat(type.getSimpleName(), values(type, made), is(before));
            }
        }
    }

    private static String signatureOf(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getConstructors()[0];
        return values(type, constructor.newInstance(new Object[constructor.getParameterCount()]));
    }

    private static String values(Class<?> type, Object made) throws ReflectiveOperationException {
        TreeMap<String, Object> values = new TreeMap<>();
        for (Method method : type.getMethods()) {
            if (method.getName().matches("(get|is)[A-Z].*")
                    && method.getParameterCount() == 0
                    && method.getDeclaringClass() == type
                    && !List.class.isAssignableFrom(method.getReturnType())
                    && !Step.class.isAssignableFrom(method.getReturnType())) {
                values.put(method.getName(), String.valueOf(method.invoke(made)));
            }
        }
        return values.toString();
    }

    private static String atStart(Step step) {
        return assertThrows(AbortException.class, () -> step.start(null)).getMessage();
    }

    private static KubeApplyStep apply() {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("deploy/");
        step.setCredentialsId("cluster");
        return step;
    }

    @Test
    @Covers({"B-26", "B-12"})
    public void kubeApplySaysAtItsStartWhatItCannotUse() {
        assertThat(atStart(new KubeApplyStep()), startsWith("manifests: missing."));
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests(" ,\n");
        assertThat(atStart(step), startsWith("manifests: missing."));
        step.setManifests("a.yaml");
        assertThat(atStart(step), startsWith("credentialsId: missing."));
        for (String timeout : List.of("0s", "-1", "1e12", "5 MINUTES", "10", "999999999h")) {
            KubeApplyStep each = apply();
            each.setTimeout(timeout);
            assertThat(timeout, atStart(each), startsWith("timeout: '"));
        }
        KubeApplyStep conflicts = apply();
        conflicts.setConflicts("keep");
        assertThat(atStart(conflicts), is("conflicts: 'keep' is none of 'fail', 'take', 'leave'."));
        KubeApplyStep readiness = apply();
        readiness.setReadiness(List.of(new KubeReadyWhen("Widget")));
        assertThat(
                atStart(readiness), startsWith("readiness: kubeReadyWhen: condition, jsonPath: exactly one of them"));
        KubeApplyStep images = apply();
        images.setImages("web");
        assertThat(atStart(images), startsWith("images: 'web' has neither tag nor digest"));
        for (String namespace : List.of("Shop", "a/b", "..", "shop?x=y", "x".repeat(64), "-a")) {
            KubeApplyStep each = apply();
            each.setNamespace(namespace);
            assertThat(namespace, atStart(each), startsWith("namespace: "));
        }
    }

    @Test
    public void oneWayToSayWhichClusterExcludesTheOthers() throws Exception {
        KubeApplyStep target = new KubeApplyStep();
        target.setManifests("a.yaml");
        target.setCluster("prod");
        target.operation(UnaryOperator.identity());
        target.setServer("https://kubernetes.example");
        assertThat(
                atStart(target),
                is("server: does not go together with 'cluster': the target says that. Remove one of them."));
        target.setServer(null);
        target.setSkipTlsVerify(true);
        assertThat(atStart(target), startsWith("skipTlsVerify: does not go together with 'cluster'"));
        KubeApplyStep file = new KubeApplyStep();
        file.setManifests("a.yaml");
        file.setKubeconfigFile("cluster.json");
        file.setContext("prod");
        file.setSkipTlsVerify(true);
        file.operation(UnaryOperator.identity());
        file.setCredentialsId("cluster");
        assertThat(atStart(file), startsWith("credentialsId: does not go together with 'kubeconfigFile'"));
        file.setCluster("prod");
        assertThat(atStart(file), startsWith("kubeconfigFile: does not go together with 'cluster'"));
        KubeWaitStep wait = new KubeWaitStep();
        wait.setDeployment("id");
        wait.setCluster("prod");
        wait.setCredentialsId("other");
        assertThat(atStart(wait), startsWith("credentialsId: does not go together with 'cluster'"));
    }

    @Test
    public void severalClustersExcludeWhatIsAboutOne() throws Exception {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("a.yaml");
        step.setClusters("eu-1, label:env=prod");
        step.setBatch(5);
        step.operation(UnaryOperator.identity());
        Map<String, BiConsumer<KubeApplyStep, String>> others = Map.of(
                "cluster", KubeApplyStep::setCluster,
                "credentialsId", KubeApplyStep::setCredentialsId,
                "server", KubeApplyStep::setServer,
                "caCertificate", KubeApplyStep::setCaCertificate,
                "context", KubeApplyStep::setContext,
                "kubeconfigFile", KubeApplyStep::setKubeconfigFile);
        others.forEach((argument, setter) -> {
            setter.accept(step, "x");
            assertThat(atStart(step), startsWith(argument + ": does not go together with 'clusters'"));
            setter.accept(step, null);
        });
        step.setSkipTlsVerify(true);
        assertThat(atStart(step), startsWith("skipTlsVerify: does not go together with 'clusters'"));
        step.setSkipTlsVerify(false);
        step.setWait(false);
        assertThat(atStart(step), startsWith("wait: false does not go together with 'clusters'"));
        step.setWait(true);
        step.setBatch(0);
        assertThat(atStart(step), startsWith("batch: 0 is too few."));
        step.setBatch(1);
        step.setClusters("eu-1, env=prod");
        assertThat(atStart(step), startsWith("clusters: 'env=prod' is neither the name of a target nor label:KEY"));
        step.setClusters(" ,\n");
        assertThat(atStart(step), startsWith("clusters: names no cluster."));
        step.setClusters("eu-1");
        step.setManifests(null);
        KubeHelm release = new KubeHelm("charts/shop");
        release.setMode("release");
        step.setSource(release);
        assertThat(
                atStart(step), startsWith("source: mode: 'release' of kubeHelm does not go together with 'clusters'"));
        KubeApplyStep plan = new KubeApplyStep();
        plan.setPlan("id");
        plan.setClusters("eu-1");
        assertThat(atStart(plan), startsWith("clusters: does not go together with 'plan'"));
        KubeApplyStep batch = apply();
        batch.setBatch(2);
        assertThat(atStart(batch), startsWith("batch: says how many of 'clusters' at a time, and there are none."));
    }

    @Test
    @Covers("S-06")
    public void secretsAsArgumentsAreRefusedWithTheRemedyAndNotRepeated() {
        String token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqZW5raW5zIn0.cGxhbnRlZA";
        String kubeconfig = "apiVersion: v1\nkind: Config\nusers: [{name: u, user: {token: cGxhbnRlZA}}]";
        Map<String, BiConsumer<KubeApplyStep, String>> arguments = Map.of(
                "credentialsId", KubeApplyStep::setCredentialsId,
                "kubeconfigFile", KubeApplyStep::setKubeconfigFile,
                "cluster", KubeApplyStep::setCluster,
                "clusters", KubeApplyStep::setClusters,
                "caCertificate", KubeApplyStep::setCaCertificate);
        arguments.forEach((argument, setter) -> {
            for (String secret : List.of(token, kubeconfig, "-----BEGIN PRIVATE KEY-----\ncGxhbnRlZA")) {
                if (!argument.equals("caCertificate") || secret.contains("KEY")) {
                    KubeApplyStep step = apply();
                    setter.accept(step, secret);
                    String message = atStart(step);
                    assertThat(message, startsWith(argument + ": this looks like a secret."));
                    assertThat(message, containsString("kubeconfigFile"));
                    assertThat(message, not(containsString("cGxhbnRlZA")));
                }
            }
        });
    }

    @Test
    @Covers("B-27")
    public void gitopsCommitSaysAtItsStartWhatItCannotUse() {
        GitopsImage image = new GitopsImage("shop/web:1.2");
        GitopsCommitStep none = new GitopsCommitStep("https://git.example/a.git");
        assertThat(atStart(none), startsWith("changes: missing."));
        GitopsCommitStep nulls = new GitopsCommitStep("https://git.example/a.git");
        List<GitopsChange> changes = new ArrayList<>();
        changes.add(image);
        changes.add(null);
        nulls.setChanges(changes);
        assertThat(atStart(nulls), is("changes: entry 2 is null."));
        GitopsCommitStep noUrl = new GitopsCommitStep(" ");
        noUrl.setChanges(List.of(image));
        assertThat(atStart(noUrl), startsWith("url: missing."));
        GitopsCommitStep author = new GitopsCommitStep("https://git.example/a.git");
        author.setChanges(List.of(image));
        author.setAuthor("nobody");
        assertThat(atStart(author), startsWith("author: 'nobody'"));
        Map<GitopsChange, String> bad = Map.of(
                new GitopsImage("web"), "changes: gitopsImage: image: 'web' has neither",
                new GitopsImage(null), "changes: gitopsImage: image: missing.",
                new GitopsKustomizeImage("web:1", null), "changes: gitopsKustomizeImage: dir: missing.",
                new GitopsHelmImage("web:1", "values.yaml", ""), "changes: gitopsHelmImage: path: missing.",
                new GitopsValue(null, "a", "b"), "changes: gitopsValue: file: missing.",
                new GitopsValue("a.yaml", "a", null), "changes: gitopsValue: value: missing.");
        bad.forEach((change, message) -> {
            GitopsCommitStep step = new GitopsCommitStep("https://git.example/a.git");
            step.setChanges(List.of(change));
            assertThat(atStart(step), startsWith(message));
        });
    }

    @Test
    @Covers("B-22")
    public void theEmptyTextIsAValueWhereItIsGiven() throws Exception {
        assertThat(new GitopsValue("a.yaml", "a", "").toChange(), is(new Change.SetValue("a.yaml", "a", "", false)));
        assertThat(
                new GitopsValue("a.yaml", "a", "")
                        .expand(UnaryOperator.identity())
                        .getValue(),
                is(""));
        assertThat(new GitopsValue("a.yaml", "a", null).expand(text -> text).getValue(), nullValue());
    }

    @Test
    public void argoSyncAndKubeWaitSayAtTheirStartWhatTheyCannotUse() {
        assertThat(atStart(new KubeWaitStep()), startsWith("deployment: missing."));
        assertThat(atStart(new ArgoSyncStep()), startsWith("application: missing."));
        ArgoSyncStep step = new ArgoSyncStep();
        step.setApplication("shop");
        assertThat(atStart(step), startsWith("credentialsId: missing."));
        step.setCredentialsId("argocd");
        assertThat(atStart(step), startsWith("server: missing."));
        step.setServer("https://argocd.example");
        step.setRefresh("soft");
        assertThat(atStart(step), is("refresh: 'soft' is none of 'normal', 'hard', 'none'."));
        step.setRefresh("hard");
        step.setOnBusy("kill");
        assertThat(atStart(step), is("onBusy: 'kill' is none of 'wait', 'fail', 'terminate'."));
        step.setOnBusy(null);
        step.setPaused("maybe");
        assertThat(atStart(step), is("paused: 'maybe' is none of 'wait', 'success'."));
    }

    @Test
    public void variablesAreFilledIntoEveryTextOfTheFreestyleBuilderButTheCredentialsId() throws Exception {
        UnaryOperator<String> expand = text -> text.replace("$TAG", "1.2");
        KubeApplyStep step = apply();
        step.setImages("shop/web:$TAG");
        step.operation(expand);
        assertThat(
                assertThrows(Exception.class, () -> step.operation(UnaryOperator.identity()))
                        .getMessage(),
                containsString("shop/web:$TAG"));
        GitopsValue value = new GitopsValue("a.yaml", "tag", "v$TAG").expand(expand);
        assertThat(value.getValue(), is("v1.2"));
        assertThat(new GitopsImage("web:$TAG").expand(expand).getImage(), is("web:1.2"));
    }
}
