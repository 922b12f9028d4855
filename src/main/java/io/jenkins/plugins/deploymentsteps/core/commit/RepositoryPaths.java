package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.List;

/** Paths and patterns within a repository, as users write them. */
final class RepositoryPaths {
    private static final int LONGEST = 1000;

    private RepositoryPaths() {}

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

    static boolean isYaml(String path) {
        return path.endsWith(".yaml") || path.endsWith(".yml");
    }
}
