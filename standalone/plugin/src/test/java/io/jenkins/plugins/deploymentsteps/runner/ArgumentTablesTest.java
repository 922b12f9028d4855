package io.jenkins.plugins.deploymentsteps.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertEquals;

import io.jenkins.plugins.deploymentsteps.steps.ArgoSyncStep;
import io.jenkins.plugins.deploymentsteps.steps.GitopsCommitStep;
import io.jenkins.plugins.deploymentsteps.steps.KubeApplyStep;
import io.jenkins.plugins.deploymentsteps.steps.KubeDiffStep;
import io.jenkins.plugins.deploymentsteps.steps.KubeHelm;
import io.jenkins.plugins.deploymentsteps.steps.KubeImage;
import io.jenkins.plugins.deploymentsteps.steps.KubeKluctl;
import io.jenkins.plugins.deploymentsteps.steps.KubeKustomize;
import io.jenkins.plugins.deploymentsteps.steps.KubeReadyWhen;
import io.jenkins.plugins.deploymentsteps.steps.KubeRollbackStep;
import io.jenkins.plugins.deploymentsteps.steps.KubeWaitStep;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The tables of arguments in README.md and in the guide have every argument of the steps, each with its true default. */
public class ArgumentTablesTest {
    private static final Path ROOT = Path.of(System.getProperty("repository.root", "."));
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    private static final Map<String, Class<?>> STEPS = Map.of(
            "kubeApply", KubeApplyStep.class,
            "kubeDiff", KubeDiffStep.class,
            "kubeRollback", KubeRollbackStep.class,
            "kubeWait", KubeWaitStep.class,
            "gitopsCommit", GitopsCommitStep.class,
            "argoSync", ArgoSyncStep.class);

    /** Returns the default of each argument, as a Jenkinsfile would write it; empty where leaving it out is the default. */
    private static Map<String, String> arguments(Class<?> step) throws Exception {
        Constructor<?> constructor = Arrays.stream(step.getConstructors())
                .filter(each -> each.isAnnotationPresent(DataBoundConstructor.class))
                .findFirst()
                .orElseThrow();
        Map<String, Class<?>> types = new TreeMap<>();
        for (Parameter parameter : constructor.getParameters()) {
            types.put(parameter.getName(), parameter.getType());
        }
        for (Method method : step.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                String name = method.getName().substring("set".length());
                types.put(
                        name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
                        method.getParameterTypes()[0]);
            }
        }
        Object fresh = constructor.newInstance(new Object[constructor.getParameterCount()]);
        Map<String, String> arguments = new TreeMap<>();
        for (Map.Entry<String, Class<?>> type : types.entrySet()) {
            String name = type.getKey().substring(0, 1).toUpperCase(Locale.ROOT)
                    + type.getKey().substring(1);
            Object value = step.getMethod((type.getValue() == boolean.class ? "is" : "get") + name)
                    .invoke(fresh);
            arguments.put(type.getKey(), value == null || value instanceof List<?> ? "" : value.toString());
        }
        return arguments;
    }

    /** Returns the cell of the default for each argument that a table has in its first column. */
    private static Map<String, String> table(String section, int column) {
        Map<String, String> table = new TreeMap<>();
        for (String line : section.split("\n")) {
            if (line.startsWith("| ")) {
                List<String> cells = Arrays.stream(
                                line.substring(1, line.length() - 1).split("\\|", -1))
                        .map(String::strip)
                        .toList();
                List<String> names = codes(cells.get(0));
                List<String> defaults = codes(cells.get(column));
                // `false`, `10` of two arguments, one for each
                boolean each = names.size() > 1
                        && defaults.size() == names.size()
                        && cells.get(column).equals("`" + String.join("`, `", defaults) + "`");
                for (int i = 0; i < names.size(); i++) {
                    table.put(names.get(i), each ? "`" + defaults.get(i) + "`" : cells.get(column));
                }
            }
        }
        return table;
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(result -> result.group(1)).toList();
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(start, from >= 0, is(true));
        return text.substring(from, text.indexOf(end, from));
    }

    /** Returns the arguments whose default a table tells otherwise; words say what is done in place of a value. */
    private static List<String> wrong(Map<String, String> arguments, Map<String, String> table) {
        List<String> wrong = new ArrayList<>();
        arguments.forEach((name, value) -> {
            String told = table.get(name);
            Matcher code = CODE.matcher(told);
            String plain = code.matches() ? code.group(1) : null;
            boolean right = value.isEmpty() ? plain == null : plain == null ? !told.isEmpty() : plain.equals(value);
            if (!right) {
                wrong.add(name + " is '" + value + "', and not " + told);
            }
        });
        return wrong;
    }

    @Test
    public void theReadmeHasEveryArgumentWithItsDefault() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        for (Map.Entry<String, Class<?>> step : STEPS.entrySet()) {
            Map<String, String> arguments = arguments(step.getValue());
            Map<String, String> table = table(between(readme, "### [`" + step.getKey() + "`]", "\nReturns "), 2);
            assertEquals(step.getKey(), arguments.keySet(), table.keySet());
            assertThat(step.getKey(), wrong(arguments, table), is(empty()));
        }
    }

    @Test
    public void theGuideHasEveryArgumentWithItsDefault() throws Exception {
        String guide = Files.readString(ROOT.resolve("docs/kube-apply.md"));
        Map<String, String> arguments = arguments(KubeApplyStep.class);
        Map<String, String> table = table(between(guide, "## All parameters", "\n### "), 2);
        assertEquals(arguments.keySet(), table.keySet());
        assertThat(wrong(arguments, table), is(empty()));
    }

    /** A row for each argument, such as {@code `kubeHelm`: `chart`}. */
    @Test
    public void theGuideHasEveryArgumentOfASourceAndARule() throws Exception {
        String guide = Files.readString(ROOT.resolve("docs/kube-apply.md"));
        Map<String, String> table = new TreeMap<>();
        for (String line : between(guide, "### Of sources and rules", "\n## ").split("\n")) {
            if (line.startsWith("| `")) {
                List<String> cells =
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                table.put(String.join(".", codes(cells.get(1))), cells.get(2));
            }
        }
        Map<String, String> arguments = new TreeMap<>();
        for (Class<?> described :
                List.of(KubeKustomize.class, KubeHelm.class, KubeKluctl.class, KubeImage.class, KubeReadyWhen.class)) {
            String symbol = described.getSimpleName().replace("Kube", "kube");
            arguments(described).forEach((name, value) -> arguments.put(symbol + "." + name, value));
        }
        assertEquals(arguments.keySet(), table.keySet());
        assertThat(wrong(arguments, table), is(empty()));
    }

    /** What is not given as a word of code in the guide must be nothing that a Jenkinsfile could say. */
    @Test
    public void aWrongDefaultIsFound() {
        Map<String, String> arguments = Map.of("timeout", "10m", "set", "", "prune", "false");
        assertThat(
                wrong(arguments, Map.of("timeout", "`10m`", "set", "the job's full name", "prune", "`false`")),
                is(empty()));
        assertThat(
                wrong(arguments, Map.of("timeout", "`5m`", "set", "`shop`", "prune", ""))
                        .size(),
                is(3));
    }
}
