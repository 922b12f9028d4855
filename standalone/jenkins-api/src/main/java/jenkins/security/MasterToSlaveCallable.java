package jenkins.security;

import jenkins.agents.ControllerToAgentCallable;

/** Work that the controller sends to an agent, never the other way. */
public abstract class MasterToSlaveCallable<V, T extends Throwable> implements ControllerToAgentCallable<V, T> {
    private static final long serialVersionUID = 1L;
}
