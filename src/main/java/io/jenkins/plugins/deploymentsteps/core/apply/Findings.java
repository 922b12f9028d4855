package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.ArrayList;
import java.util.List;

/** Whatever stands against a deployment before its first change, so that all of it is told at once. */
final class Findings {
    /** Each part says so by itself; together they say it once. */
    private static final String NOTHING_CHANGED = "; nothing was changed";

    private final String server;
    private final List<DeploymentException> found = new ArrayList<>();

    /** Of a deployment to that server. */
    Findings(String server) {
        this.server = server;
    }

    /**
     * Takes note of a failure, unless it is one of the connection: then everything else would fail as well.
     *
     * @throws DeploymentException that failure, if nothing more can be found out
     */
    void add(DeploymentException failure) throws DeploymentException {
        if (failure.kind() == Kind.UNAUTHORIZED || failure.kind() == Kind.UNAVAILABLE) {
            throw failure;
        }
        found.add(failure);
    }

    /** Returns whether nothing stands against it so far. */
    boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * Ends the check.
     *
     * @throws DeploymentException with everything that was found, of the kind of the first
     */
    void throwIfAny() throws DeploymentException {
        if (found.size() == 1) {
            throw found.get(0);
        } else if (!found.isEmpty()) {
            StringBuilder message = new StringBuilder("The check before the first change found " + found.size()
                    + " sorts of problems; nothing was" + " changed on " + server + ".");
            for (DeploymentException each : found) {
                message.append('\n').append(each.getMessage().replace(NOTHING_CHANGED, ""));
            }
            throw new DeploymentException(found.get(0).kind(), message.toString(), found.get(0));
        }
    }
}
