package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which commit must be live.
 *
 * <table>
 * <caption>What is asked for and what is pinned</caption>
 * <tr><th>asked for</th><th>pinned</th></tr>
 * <tr><td>40 (or 64) hexadecimal digits</td><td>that commit, from the start; with several sources, that commit at
 * one of them</td></tr>
 * <tr><td>nothing</td><td>what the first comparison finds, at every source</td></tr>
 * <tr><td>what a source tracks (a branch, a tag, a chart version)</td><td>what the first comparison finds
 * there</td></tr>
 * <tr><td>7 to 39 hexadecimal digits</td><td>the commit that begins so, once a comparison or our own operation shows
 * it</td></tr>
 * <tr><td>another branch or tag</td><td>what Argo CD makes of it when our own operation starts; refused with
 * auto-sync, as Argo CD does</td></tr>
 * </table>
 */
final class WantedRevision {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern ABBREVIATION = Pattern.compile("[0-9a-f]{7,39}");

    @CheckForNull
    private final String asked;

    private final List<String> pinned;

    WantedRevision(SyncRequest request, SyncState state) {
        String revision = request.revision();
        asked = revision == null || revision.isBlank() ? null : revision.trim();
        pinned = state.pinned();
    }

    /** What can be pinned now that Argo CD has compared; empty if nothing can. */
    List<String> pinFrom(ApplicationView application) {
        List<String> compared = application.comparedRevisions();
        if (asked == null) {
            return compared;
        }
        if (isCommit(asked)) {
            return List.of(asked.toLowerCase(Locale.ROOT));
        }
        List<String> tracked = application.trackedRevisions();
        for (int i = 0; i < compared.size(); i++) {
            boolean isTracked = i < tracked.size() && tracked.get(i).equals(asked);
            if (isTracked || isAbbreviationOf(compared.get(i))) {
                return List.of(compared.get(i));
            }
        }
        return List.of();
    }

    boolean isPinned() {
        return !pinned.isEmpty();
    }

    /** Whether a comparison with, or an operation to, these revisions is one with or to the wanted one. */
    boolean isIn(List<String> revisions) {
        if (pinned.isEmpty() || revisions.isEmpty()) {
            return false;
        }
        return asked == null
                ? revisions.equals(pinned)
                : revisions.stream().anyMatch(r -> r.equalsIgnoreCase(pinned.get(0)));
    }

    /** What to start an operation of our own with, for an application with one source. */
    String toStart() {
        return pinned.isEmpty() ? String.valueOf(asked) : pinned.get(0);
    }

    private boolean isAbbreviationOf(String revision) {
        String lower = String.valueOf(asked).toLowerCase(Locale.ROOT);
        return ABBREVIATION.matcher(lower).matches()
                && revision.toLowerCase(Locale.ROOT).startsWith(lower);
    }

    /** Whether that is a full commit id. */
    static boolean isCommit(String revision) {
        return COMMIT.matcher(revision.toLowerCase(Locale.ROOT)).matches();
    }

    /** For messages: the commit, or what was asked for as long as the commit is not known. */
    @Override
    public String toString() {
        if (!pinned.isEmpty()) {
            return String.join(", ", pinned);
        }
        return asked == null ? "what it tracks" : asked;
    }
}
