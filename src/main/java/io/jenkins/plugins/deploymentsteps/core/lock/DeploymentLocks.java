package io.jenkins.plugins.deploymentsteps.core.lock;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Lets one deployment at a time change a set, in the order of the builds: while one is at it, others wait, and of those
 * that wait a newer build supersedes the older ones, which would only be undone by it. So the last state of the set is
 * the newest build's, however many run at once.
 *
 * <p>In memory: after a restart of the controller, whoever goes on asks again. Nobody is blocked while waiting; who may
 * go on is woken up. Thread-safe.
 */
public final class DeploymentLocks {
    private final Map<Key, Line> lines = new HashMap<>();

    /**
     * What only one deployment at a time may change.
     *
     * @param server URL of the API server
     * @param set id of the set
     */
    public record Key(String server, String set) {}

    /**
     * A deployment that wants to change a set.
     *
     * @param deployment its id
     * @param build the build's name for people, such as {@code shop » deploy #12}
     * @param began when the build was started, in milliseconds since the epoch: a later one is newer
     */
    public record Claim(String deployment, String build, long began) {
        private boolean isNewerThan(Claim other) {
            return began > other.began && !build.equals(other.build);
        }
    }

    /** Whether a deployment may begin. */
    public sealed interface Answer {
        /** It may, until it {@linkplain DeploymentLocks#leave leaves}. */
        record Go() implements Answer {}

        /**
         * Not yet; it is woken up when there is something new.
         *
         * @param holder the one that is at it
         */
        record Wait(Claim holder) implements Answer {}

        /**
         * Never: a newer build deploys the same set.
         *
         * @param by the newer one
         */
        record Superseded(Claim by) implements Answer {}
    }

    private static final class Place {
        private final Claim claim;
        private final BooleanSupplier goesOn;
        private final Runnable wakeUp;

        @CheckForNull
        private Claim supersededBy;

        Place(Claim claim, BooleanSupplier goesOn, Runnable wakeUp) {
            this.claim = claim;
            this.goesOn = goesOn;
            this.wakeUp = wakeUp;
        }
    }

    private static final class Line {
        @CheckForNull
        private Place holder;

        private final List<Place> waiting = new ArrayList<>();

        @CheckForNull
        private Place find(String deployment) {
            return waiting.stream()
                    .filter(place -> place.claim.deployment.equals(deployment))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * Asks whether a deployment may begin; asked again, it keeps its place.
     *
     * @param goesOn whether the deployment's build still runs: what is left by one that does not is taken away
     * @param wakeUp called when it is worth asking again, from any thread; must return at once
     */
    public synchronized Answer ask(Key key, Claim claim, BooleanSupplier goesOn, Runnable wakeUp) {
        Line line = lines.computeIfAbsent(key, k -> new Line());
        forget(line);
        Place holder = line.holder;
        Place own = line.find(claim.deployment);
        Claim newer = own == null ? null : own.supersededBy;
        if (holder != null && holder.claim.deployment.equals(claim.deployment)) {
            return new Answer.Go();
        }
        if (newer == null && holder != null && holder.claim.isNewerThan(claim)) {
            newer = holder.claim;
        }
        for (Place other : line.waiting) {
            if (newer == null && other.claim.isNewerThan(claim)) {
                newer = other.claim;
            }
        }
        if (newer != null) {
            leave(key, claim.deployment);
            return new Answer.Superseded(newer);
        }
        supersede(line, claim);
        if (holder == null) {
            line.waiting.remove(own);
            line.holder = new Place(claim, goesOn, wakeUp);
            return new Answer.Go();
        }
        if (own == null) {
            line.waiting.add(new Place(claim, goesOn, wakeUp));
        }
        return new Answer.Wait(holder.claim);
    }

    private static void supersede(Line line, Claim claim) {
        for (Place other : line.waiting) {
            if (other.supersededBy == null && claim.isNewerThan(other.claim)) {
                other.supersededBy = claim;
                other.wakeUp.run();
            }
        }
    }

    private static void forget(Line line) {
        if (line.holder != null && !line.holder.goesOn.getAsBoolean()) {
            line.holder = null;
        }
        line.waiting.removeIf(place -> !place.goesOn.getAsBoolean());
    }

    /** Says that a deployment is over, or does not want to begin any more; whoever waits is woken up. */
    public synchronized void leave(Key key, String deployment) {
        Line line = lines.get(key);
        if (line == null) {
            return;
        }
        line.waiting.removeIf(place -> place.claim.deployment.equals(deployment));
        if (line.holder != null && line.holder.claim.deployment.equals(deployment)) {
            line.holder = null;
            line.waiting.forEach(place -> place.wakeUp.run());
        }
        if (line.holder == null && line.waiting.isEmpty()) {
            lines.remove(key);
        }
    }
}
