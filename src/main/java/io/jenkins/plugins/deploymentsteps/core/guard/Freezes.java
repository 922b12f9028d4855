package io.jenkins.plugins.deploymentsteps.core.guard;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * When nothing is deployed to a target, and who may do so all the same.
 *
 * @param windows the freezes
 * @param overriders ids of users whose builds may override one by giving a reason; {@link #ANY} for every build
 */
public record Freezes(List<FreezeWindow> windows, List<String> overriders) {
    /** Stands for every build among those who may override a freeze. */
    public static final String ANY = "*";

    /** No freeze. */
    public static final Freezes NONE = new Freezes(List.of(), List.of());

    private static final int LONGEST_OVERRIDE = 500;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm VV", Locale.ROOT);

    /** Copies the lists. */
    public Freezes {
        windows = List.copyOf(windows);
        overriders = List.copyOf(overriders);
    }

    /** A freeze that is on. */
    private record Active(FreezeWindow window, ZonedDateTime until) {
        @Override
        public String toString() {
            return "frozen until " + TIME.format(until)
                    + (window.reason().isEmpty() ? "" : " (" + window.reason() + ")");
        }
    }

    /**
     * Checks whether a deployment may begin.
     *
     * @param target what people call it
     * @param override why it is to begin in a freeze; null if it is not to
     * @param users ids of those who started the build
     * @return what was overridden, by whom and why, for the record; null outside of a freeze
     * @throws DeploymentException (forbidden) in a freeze that is not overridden, or not by one who may
     */
    @CheckForNull
    public String check(String target, Instant now, @CheckForNull String override, Set<String> users)
            throws DeploymentException {
        Active active = active(now);
        if (active == null) {
            return null;
        } else if (override == null) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    "freeze: " + target + " is " + active + ". Nothing was changed. Deploy after that, or " + remedy()
                            + ".");
        }
        List<String> allowed =
                users.stream().filter(overriders::contains).sorted().toList();
        if (allowed.isEmpty() && !overriders.contains(ANY)) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    "freezeOverride: " + target + " is " + active + ", and this build, which "
                            + (users.isEmpty()
                                    ? "no user started"
                                    : Text.shorten(String.join(", ", users), 200) + " started")
                            + ", may not override that. Nothing was changed. Deploy after that, or " + remedy() + ".");
        }
        String who = allowed.isEmpty() ? String.join(", ", users) : String.join(", ", allowed);
        return target + " is " + active + "; overridden by " + (who.isEmpty() ? "the job" : Text.shorten(who, 200))
                + ": " + Text.shorten(override, LONGEST_OVERRIDE);
    }

    private String remedy() {
        if (overriders.isEmpty()) {
            return "have an administrator change the target, which lets nobody override a freeze";
        }
        return "give the reason as freezeOverride: '…'"
                + (overriders.contains(ANY)
                        ? ""
                        : ", in a build that one of those starts whom the target lets override a freeze: "
                                + Text.shorten(String.join(", ", overriders), 200));
    }

    /** Of several that are on, the one that ends last. */
    @CheckForNull
    private Active active(Instant now) {
        Active last = null;
        for (FreezeWindow window : windows) {
            ZonedDateTime until = window.until(now);
            if (until != null && (last == null || until.isAfter(last.until()))) {
                last = new Active(window, until);
            }
        }
        return last;
    }
}
