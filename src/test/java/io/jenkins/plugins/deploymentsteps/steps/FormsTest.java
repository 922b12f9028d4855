package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import io.jenkins.plugins.deploymentsteps.targets.FolderTargets;
import io.jenkins.plugins.deploymentsteps.targets.TargetFreeze;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** What every view and help file must have and may not have, read as text. */
public class FormsTest {
    static final List<Class<?>> CONFIGURED = List.of(
            KubeApplyStep.class,
            KubeDiffStep.class,
            KubeRollbackStep.class,
            KubeWaitStep.class,
            KubeReadyWhen.class,
            KubeKustomize.class,
            KubeHelm.class,
            KubeKluctl.class,
            KubeImage.class,
            GitopsCommitStep.class,
            ArgoSyncStep.class,
            GitopsImage.class,
            GitopsKustomizeImage.class,
            GitopsHelmImage.class,
            GitopsValue.class,
            DeployBuilder.class,
            PushMethod.class,
            PullMethod.class);

    /** Everything that has a form; those that are no step are not made without a Jenkins. */
    static final List<Class<?>> FORMS = Stream.concat(
                    CONFIGURED.stream(),
                    Stream.<Class<?>>of(
                            ClusterTarget.class, TargetFreeze.class, DeploymentTargets.class, FolderTargets.class))
            .toList();

    /** The only link: to an artifact whose path is ours. */
    private static final String LINK_TO_RECORD =
            "<a href=\"${rootURL}/${it.run.url}artifact/${about.record}\">${%record}</a>";

    private static String resource(Class<?> type, String name) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + "/" + name)) {
            assertThat(type.getSimpleName() + "/" + name + " is there", in, notNullValue());
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns the help of a field, which may be that of a superclass, where Jenkins looks, too. */
    private static String help(Class<?> type, String field) throws IOException {
        String name = "help-" + field + ".html";
        Class<?> owner = type;
        while (owner.getSuperclass() != null && owner.getResource(owner.getSimpleName() + "/" + name) == null) {
            owner = owner.getSuperclass();
        }
        return resource(owner == Object.class ? type : owner, name);
    }

    /** Returns what can be configured: constructor parameters and setters. */
    static TreeSet<String> fields(Class<?> type) {
        TreeSet<String> fields = new TreeSet<>();
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                fields.add(Character.toLowerCase(method.getName().charAt(3))
                        + method.getName().substring(4));
            }
        }
        Stream.of(type.getConstructors())
                .filter(constructor -> constructor.isAnnotationPresent(DataBoundConstructor.class))
                .flatMap(constructor -> Stream.of(constructor.getParameters()))
                .forEach(parameter -> {
                    assertThat("compiled with -parameters", parameter.isNamePresent(), is(true));
                    fields.add(parameter.getName());
                });
        return fields;
    }

    @Test
    public void everyFieldHasAnEntryAndAHelpWithFormatDefaultAndExample() throws Exception {
        for (Class<?> type : FORMS) {
            String form = resource(type, "config.jelly");
            if (!DeployMethod.class.isAssignableFrom(type)) {
                // Jenkins shows that of a drop-down list's entry outside of the form; help-method.html explains both.
                resource(type, "help.html");
            }
            for (String field : fields(type)) {
                assertThat(type.getSimpleName(), form, containsString("field=\"" + field + "\""));
                String help = help(type, field);
                for (String part : List.of("<p>", "<dt>Default</dt>", "<dt>Format</dt>", "<dt>Example</dt>")) {
                    assertThat(type.getSimpleName() + "." + field, help, containsString(part));
                }
            }
        }
    }

    @Test
    public void noEntryAndNoHelpIsLeftWithoutAField() throws Exception {
        for (Class<?> type : FORMS) {
            TreeSet<String> fields = fields(type);
            Matcher entry = Pattern.compile("field=\"(\\w+)\"").matcher(resource(type, "config.jelly"));
            while (entry.find()) {
                assertThat(type.getSimpleName(), fields.contains(entry.group(1)), is(true));
            }
            try (Stream<Path> files = Files.list(directory(type))) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString();
                    if (name.startsWith("help-")) {
                        String field = name.substring("help-".length(), name.length() - ".html".length());
                        assertThat(type.getSimpleName() + "/" + name, fields.contains(field), is(true));
                    }
                }
            }
        }
    }

    @Test
    public void theFormShowsTheDefaultThatTheStepHas() throws Exception {
        for (Class<?> type : List.of(
                KubeApplyStep.class,
                KubeDiffStep.class,
                KubeRollbackStep.class,
                KubeWaitStep.class,
                ArgoSyncStep.class)) {
            Object step = type.getConstructor().newInstance();
            String form = resource(type, "config.jelly");
            for (String field : fields(type)) {
                String cap = Character.toUpperCase(field.charAt(0)) + field.substring(1);
                Method getter = Stream.of(type.getMethods())
                        .filter(method -> method.getName().equals("get" + cap)
                                || method.getName().equals("is" + cap))
                        .findFirst()
                        .orElseThrow();
                Object value = getter.invoke(step);
                Matcher shown = Pattern.compile("field=\"" + field + "\"[^>]*>\\s*<f:\\w+[^>]*?default=\"([^\"]*)\"")
                        .matcher(form);
                String wanted = shown.find() ? shown.group(1) : null;
                if (getter.getReturnType() == boolean.class) {
                    assertThat(type.getSimpleName() + "." + field, wanted != null, is(value));
                } else if (wanted != null) {
                    assertThat(type.getSimpleName() + "." + field, wanted, is(String.valueOf(value)));
                }
            }
        }
    }

    private static Path directory(Class<?> type) throws URISyntaxException {
        URL config = type.getResource(type.getSimpleName() + "/config.jelly");
        return Path.of(config.toURI()).getParent();
    }

    private static Map<Path, String> views() throws Exception {
        Path root = directory(KubeApplyStep.class).getParent().getParent();
        Map<Path, String> views = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".jelly")).toList()) {
                views.put(root.relativize(file), Files.readString(file));
            }
        }
        assertThat("found some", views.size() >= FORMS.size() + 1, is(true));
        return views;
    }

    @Test
    @Covers("S-25")
    public void everyViewEscapesAndHasNoScriptOrStyleOfItsOwn() throws Exception {
        views().forEach((path, whole) -> {
            String view = whole.replace(LINK_TO_RECORD, "");
            assertThat(path.toString(), view.startsWith("<?jelly escape-by-default='true'?>\n"), is(true));
            for (String bad : List.of(
                    "<script",
                    "<style",
                    "style=",
                    "<j:out",
                    "<st:out",
                    "checkUrl",
                    "javascript:",
                    "<a ",
                    "href=",
                    "onclick",
                    "innerHTML",
                    "<st:include",
                    "escapeText")) {
                assertThat(path.toString(), view, not(containsString(bad)));
            }
            assertThat(
                    path.toString(),
                    Pattern.compile("\\son[a-z]+\\s*=").matcher(view).find(),
                    is(false));
        });
    }

    @Test
    @Covers("S-02")
    public void everyCredentialsBoxIsCheckedByPost() throws Exception {
        views().forEach((path, view) -> {
            Matcher box = Pattern.compile("<c:select[^>]*>").matcher(view);
            while (box.find()) {
                assertThat(path.toString(), box.group(), containsString("checkMethod=\"post\""));
            }
            assertThat(path.toString(), view, not(containsString("\"get\"")));
        });
    }

    @Test
    @Covers("S-06")
    public void noFieldTakesASecret() {
        Pattern secret = Pattern.compile("(?i).*(password|passphrase|secret|token|privatekey).*");
        for (Class<?> type : FORMS) {
            List<String> bad = new ArrayList<>(fields(type));
            bad.removeIf(field -> !secret.matcher(field).matches());
            assertThat(type.getSimpleName(), bad, is(empty()));
        }
    }

    @Test
    public void everyKeyOfAMessageWithParametersIsThere() throws Exception {
        Pattern key = Pattern.compile("\\$\\{%(\\w+)(\\([^}]*\\))?\\}");
        Properties properties = new Properties();
        try (InputStream in = DeploymentAction.class.getResourceAsStream("DeploymentAction/summary.properties")) {
            properties.load(in);
        }
        TreeSet<String> used = new TreeSet<>();
        Matcher matcher = key.matcher(resource(DeploymentAction.class, "summary.jelly"));
        while (matcher.find()) {
            if (Character.isLowerCase(matcher.group(1).charAt(0))) {
                used.add(matcher.group(1));
            }
        }
        assertThat(properties.stringPropertyNames(), is(used));
    }

    @Test
    public void everyHelpIsWellFormed() throws Exception {
        Path root = directory(KubeApplyStep.class).getParent().getParent();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".html")).toList()) {
                String text = Files.readString(file);
                List<String> open = new ArrayList<>();
                Matcher tag =
                        Pattern.compile("<(/?)([a-z]+)>|<|&(?!lt;|gt;|amp;)").matcher(text);
                while (tag.find()) {
                    assertThat(file + ": " + tag.group(), tag.group(2), notNullValue());
                    if (tag.group(1).isEmpty()) {
                        open.add(tag.group(2));
                    } else {
                        assertThat(file.toString(), open.remove(open.size() - 1), is(tag.group(2)));
                    }
                }
                assertThat(file.toString(), open, is(empty()));
            }
        }
    }
}
