package io.jenkins.plugins.deploymentsteps.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.Util;
import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.deploymentsteps.core.inventory.Origin;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/** Finds out which build a deployment comes from, and who started it. */
public final class BuildOrigin {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{7,64}");
    private static final String STARTED_BY = "Started by ";

    private BuildOrigin() {}

    /**
     * Describes a build.
     *
     * @param environment of the step; the commit is its {@code GIT_COMMIT}, if that is one
     */
    public static Origin of(Run<?, ?> run, EnvVars environment) {
        String commit = Util.fixNull(environment.get("GIT_COMMIT")).strip();
        String url = url(run);
        return new Origin(
                url.isEmpty() ? run.getFullDisplayName() : url,
                COMMIT.matcher(commit).matches() ? commit : "",
                run.getCauses().stream().map(BuildOrigin::who).distinct().collect(Collectors.joining("; ")));
    }

    /** Returns a build's URL; empty where Jenkins does not know its own. */
    static String url(Run<?, ?> run) {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        String root = jenkins == null ? null : jenkins.getRootUrl();
        return root == null ? "" : root + run.getUrl();
    }

    /** Returns the ids of the users who started a build; none where a timer, a push or another build did. */
    public static Set<String> users(Run<?, ?> run) {
        Set<String> users = new LinkedHashSet<>();
        for (Cause cause : run.getCauses()) {
            String id = userId(cause);
            if (id != null) {
                users.add(id);
            }
        }
        return users;
    }

    /** The id tells people apart; a name is what they call themselves. */
    private static String who(Cause cause) {
        String id = userId(cause);
        if (id != null) {
            String name = Util.fixNull(((Cause.UserIdCause) cause).getUserName());
            return name.isEmpty() || name.equals(id) ? id : id + " (" + name + ")";
        }
        String line =
                Util.fixNull(cause.getShortDescription()).lines().findFirst().orElse("");
        return line.startsWith(STARTED_BY) ? line.substring(STARTED_BY.length()) : line;
    }

    @CheckForNull
    private static String userId(Cause cause) {
        return cause instanceof Cause.UserIdCause user ? user.getUserId() : null;
    }
}
