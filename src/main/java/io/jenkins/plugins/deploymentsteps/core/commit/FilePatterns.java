package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.List;

/**
 * Which files of a repository are meant. Ant's patterns: {@code *} and {@code ?} stand for characters of one name,
 * {@code **} for any number of directories; a directory stands for the YAML files below it.
 */
final class FilePatterns {
    private static final int LONGEST = 1000;

    private FilePatterns() {}

    /**
     * Checks a path or pattern and brings it into Git's form.
     *
     * @param text relative to the repository, with forward slashes
     * @throws DeploymentException (invalid input) if it could lead out of the repository
     */
    static String relative(String text) throws DeploymentException {
        String path = text.strip();
        while (path.startsWith("./")) {
            path = path.substring(2);
        }
        boolean bad = path.isEmpty()
                || path.length() > LONGEST
                || path.startsWith("/")
                || path.startsWith("~")
                || path.indexOf('\\') >= 0
                || path.contains("//")
                || path.matches("[A-Za-z]:.*")
                || path.indexOf('\t') >= 0
                || path.indexOf('\n') >= 0
                || !Text.printable(path).equals(path)
                || List.of(path.split("/")).stream()
                        .anyMatch(s -> s.equals("..") || s.equals(".") || s.equalsIgnoreCase(".git"));
        if (bad) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "'" + Text.shorten(text, 200)
                            + "' is not a path inside the repository. Write it relative to the repository's top, with"
                            + " forward slashes, such as apps/web.yaml or apps/**/*.yaml.");
        }
        return path;
    }

    static boolean isPattern(String path) {
        return path.indexOf('*') >= 0 || path.indexOf('?') >= 0;
    }

    static boolean isYaml(String path) {
        return path.endsWith(".yaml") || path.endsWith(".yml");
    }

    /** Whether a path, as Git has it, fits a pattern; the time for it grows with the product of their lengths. */
    static boolean matches(String pattern, String path) {
        String[] patterns = (pattern.endsWith("/") ? pattern + "**" : pattern).split("/");
        String[] names = path.split("/");
        // reached[j]: the patterns so far fit the first j names
        boolean[] reached = new boolean[names.length + 1];
        reached[0] = true;
        for (String segment : patterns) {
            boolean[] next = new boolean[names.length + 1];
            boolean any = false;
            for (int j = 0; j <= names.length; j++) {
                if (segment.equals("**")) {
                    any |= reached[j];
                    next[j] = any;
                } else {
                    next[j] = j > 0 && reached[j - 1] && matchesName(segment, names[j - 1]);
                }
            }
            reached = next;
        }
        return reached[names.length];
    }

    private static boolean matchesName(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
