package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks;
import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks.Answer;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/** One operation's turn at the set that it deploys: asked for at each look until it comes, and given back at the end. */
final class DeploymentTurn implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Who leaves wakes up those who wait; this is for a build that was cut off. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

    /** After a restart, those who were at it come back before one who waited for them takes their place. */
    private static final Duration OTHERS_COME_BACK = Duration.ofSeconds(10);

    /** What the log says of it; empty until it has to wait. */
    private volatile String told = "";

    /** What it was its turn at; null before. */
    @CheckForNull
    private volatile String server;

    @CheckForNull
    private volatile String set;

    private volatile boolean hadTurn;

    private transient boolean asked;

    /** Where it has a place; null where it has none. */
    @CheckForNull
    private transient DeploymentLocks locks;

    /**
     * Asks whether it is the operation's turn.
     *
     * @return null if it is; else when to ask again
     * @throws DeploymentException (superseded) if a newer build deploys the same set; (timeout) if the time is up
     */
    @CheckForNull
    Duration await(Operation operation, BuildContext build, String cluster, ApplySet wanted)
            throws DeploymentException {
        if (hadTurn) {
            takeAgain(operation, build);
            return null;
        }
        if (!asked && !told.isEmpty()) {
            asked = true;
            return OTHERS_COME_BACK;
        }
        asked = true;
        server = cluster;
        set = wanted.id();
        Answer answer = ask(operation, build);
        if (answer instanceof Answer.Superseded superseded) {
            throw new DeploymentException(
                    Kind.SUPERSEDED,
                    "lock: " + superseded.by().build() + " is newer and deploys the same set '" + wanted.name()
                            + "' to " + cluster
                            + ", so this deployment was not begun; nothing was changed.");
        } else if (answer instanceof Answer.Wait waits) {
            String line =
                    "Waiting for " + waits.holder().build() + ", which deploys the set '" + wanted.name() + "' now";
            if (operation.deadline().hasPassed()) {
                throw new DeploymentException(
                        Kind.TIMEOUT,
                        "timeout: " + waits.holder().build() + " still deploys the set '" + wanted.name() + "' to "
                                + cluster + "; nothing was changed. Run this build again when that one is over.");
            }
            if (!line.equals(told)) {
                told = line;
                operation.log(build).info(line);
            }
            return ASK_AGAIN;
        }
        hadTurn = true;
        return null;
    }

    private Answer ask(Operation operation, BuildContext build) {
        Run<?, ?> run = build.run();
        locks = build.locks();
        return locks.ask(
                key(),
                new DeploymentLocks.Claim(operation.id(), run.getFullDisplayName(), run.getTimeInMillis()),
                run::isBuilding,
                build::wakeUp);
    }

    private DeploymentLocks.Key key() {
        return new DeploymentLocks.Key(
                Objects.requireNonNull(server, "asked for"), Objects.requireNonNull(set, "asked for"));
    }

    /** After a restart, lets others know of a deployment that had its turn and is not at its end. */
    void takeAgain(Operation operation, BuildContext build) {
        if (hadTurn && locks == null) {
            ask(operation, build);
        }
    }

    /** Returns whether another deployment is at it. */
    boolean isWaiting() {
        return !hadTurn && !told.isEmpty();
    }

    /** Returns what a restart needs to know of it. */
    String state() {
        return hadTurn ? "had" : told;
    }

    /** Lets the next one go on. */
    void giveBack(String deployment) {
        if (locks != null) {
            locks.leave(key(), deployment);
            locks = null;
        }
    }
}
