package io.jenkins.plugins.deploymentsteps.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * The guides say of every message of a failed push what to do, and of no other: what a row quotes stands in one source
 * file, and each text that a failure is made with is quoted by a row.
 */
public class FailureMessagesTest {
    private static final Path ROOT = Path.of(System.getProperty("repository.root", "."));
    private static final Path SOURCES = ROOT.resolve("src/main/java/io/jenkins/plugins/deploymentsteps");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Set<String> WHAT_TO_DO = Set.of("what to do", "do");

    /** What Kubernetes and Helm say. */
    private static final Set<String> OF_OTHERS = Set.of("another operation (install/upgrade/rollback) is in progress");

    /** What is only put before a message that has a row of its own, or behind one. */
    private static final Set<String> PUT_TO_OTHERS = Set.of(
            "annotation …: ….",
            "jsonPath…condition….",
            "readiness: kubeReadyWhen",
            "kubeconfigFile: '…': ",
            "The credential '…': ",
            "The kubeconfig ",
            "The namespace of the connection ",
            "metadata.namespace ",
            " It …is empty.…has ….");

    /** What a push never says: about the author of a commit, and about a plan that somebody has changed by hand. */
    private static final Set<String> NOT_OF_A_PUSH = Set.of(
            "'…' is not an author. Write it as Name <mail@example.com>.", "'…' is missing", "'conflicts' is '…'");

    /** The files that a push goes through. */
    private static final Pattern PUSH = Pattern.compile(
            "(core/(apply|diff|guard|inventory|lock|manifest|plan|readiness|yaml)"
                    + "|kubernetes|rendering|targets|workspace|credentials|storage)/\\w+"
                    + "|core/\\w+|http/(ApiUrl|HeaderValue|NetworkFault|Pem|PinnedFile)|steps/(?!Gitops|ArgoSync|Pull)\\w+");

    private static final List<String> QUOTES = new ArrayList<>();
    private static final Map<String, SourceMessages> FILES = new TreeMap<>();

    @BeforeClass
    public static void readTablesAndSources() throws Exception {
        for (String page : List.of("kube-apply", "kube-diff", "kube-rollback", "targets")) {
            boolean isTable = false;
            for (String line : Files.readAllLines(ROOT.resolve("docs/" + page + ".md"))) {
                List<String> cells =
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                isTable = line.startsWith("|") && (isTable || cells.size() == 4 && WHAT_TO_DO.contains(cells.get(2)));
                if (isTable) {
                    CODE.matcher(cells.get(1)).results().forEach(code -> QUOTES.add(code.group(1)));
                }
            }
        }
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                FILES.put(SOURCES.relativize(file).toString().replace(".java", ""), SourceMessages.of(file));
            }
        }
    }

    private static List<String> fragments(String quote) {
        return Arrays.stream(quote.split("…|: "))
                .map(String::strip)
                .filter(each -> each.matches(".*\\w.*"))
                .toList();
    }

    private static boolean quotes(String quote, String message) {
        List<String> fragments = fragments(quote);
        int at = 0;
        for (String fragment : fragments) {
            int found = message.indexOf(fragment, at);
            if (found < 0) {
                return false;
            }
            at = found + fragment.length();
        }
        return !fragments.isEmpty();
    }

    @Test
    public void noRowQuotesWhatNoSourceSays() {
        List<String> unknown = QUOTES.stream()
                .filter(quote -> !OF_OTHERS.contains(quote))
                .filter(quote -> FILES.values().stream().noneMatch(file -> fragments(quote).stream()
                        .allMatch(fragment -> file.literals().stream().anyMatch(text -> text.contains(fragment)))))
                .toList();
        assertThat(String.join("\n", unknown), unknown, is(empty()));
    }

    @Test
    public void everyFailureOfAPushHasARow() {
        List<String> missing = new ArrayList<>();
        int[] found = {0};
        FILES.forEach((name, file) -> {
            if (PUSH.matcher(name).matches()) {
                for (String failure : file.failures()) {
                    found[0]++;
                    if (!PUT_TO_OTHERS.contains(failure)
                            && !NOT_OF_A_PUSH.contains(failure)
                            && QUOTES.stream().noneMatch(quote -> quotes(quote, failure))) {
                        missing.add(name + ": " + failure);
                    }
                }
            }
        });
        assertThat(String.join("\n", missing), missing, is(empty()));
        assertThat(found[0], greaterThan(150));
    }

    @Test
    public void aRowThatQuotesSomethingElseIsFound() {
        assertThat(quotes("The file … is gone", "The file …name… is gone, so"), is(true));
        assertThat(quotes("The file … is gone", "The file …name… is there"), is(false));
        assertThat(quotes("…", "anything"), is(false));
    }
}
