package io.jenkins.plugins.deploymentsteps.core.readiness;

import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a workload must be rolled out before a wait is content. The values are those of krane's annotation
 * {@code krane.shopify.io/required-rollout}.
 */
public final class RequiredRollout {
    /** Every pod. */
    public static final RequiredRollout FULL = new RequiredRollout("full", 100);

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s*%");
    private static final int BY_MAX_UNAVAILABLE = -1;

    private final String text;

    /** From 0 to 100, or {@link #BY_MAX_UNAVAILABLE}. */
    private final int percent;

    private RequiredRollout(String text, int percent) {
        this.text = text;
        this.percent = percent;
    }

    /**
     * Reads {@code full}, {@code none}, {@code maxUnavailable} or a share such as {@code 80%}.
     *
     * @return empty if the text is none of them
     */
    public static Optional<RequiredRollout> parse(String text) {
        String trimmed = text.trim();
        switch (trimmed) {
            case "full":
                return Optional.of(FULL);
            case "none":
                return Optional.of(new RequiredRollout(trimmed, 0));
            case "maxUnavailable":
                return Optional.of(new RequiredRollout(trimmed, BY_MAX_UNAVAILABLE));
            default:
                Matcher matcher = PERCENT.matcher(trimmed);
                if (matcher.matches() && Integer.parseInt(matcher.group(1)) <= 100) {
                    return Optional.of(new RequiredRollout(trimmed, Integer.parseInt(matcher.group(1))));
                }
                return Optional.empty();
        }
    }

    /** Returns whether anything less than everything is enough. */
    boolean isPartial() {
        return percent != 100;
    }

    /**
     * Returns how many pods must be there.
     *
     * @param workload a Deployment, StatefulSet or DaemonSet: its strategy says what may be unavailable
     * @param wanted how many it wants
     */
    long of(Map<String, Object> workload, long wanted) {
        if (percent == BY_MAX_UNAVAILABLE) {
            return Math.max(0, wanted - maxUnavailable(workload, wanted));
        }
        return roundedUp(wanted, percent);
    }

    /** A share is rounded down, and 0 of both it and {@code maxSurge} is not possible (API reference of Deployment). */
    private static long maxUnavailable(Map<String, Object> workload, long wanted) {
        String strategy = Fields.at(workload, "spec", "updateStrategy") == null ? "strategy" : "updateStrategy";
        Object value = Fields.at(workload, "spec", strategy, "rollingUpdate", "maxUnavailable");
        if (value instanceof Number number) {
            return number.longValue();
        }
        Matcher matcher = PERCENT.matcher(String.valueOf(value));
        if (matcher.matches()) {
            return wanted * Integer.parseInt(matcher.group(1)) / 100;
        }
        // What the API server fills in, so it is there on every stored object.
        return strategy.equals("strategy") ? wanted / 4 : 1;
    }

    private static long roundedUp(long wanted, int percent) {
        return (wanted * percent + 99) / 100;
    }

    /** Returns what was asked for, in one line. */
    @Override
    public String toString() {
        return Text.shorten(text, 20);
    }
}
