package jenkins.security;

import org.jenkinsci.remoting.Role;

/** The roles of machines in Jenkins. */
public class Roles {
    private Roles() {}

    /** The controller. */
    public static final Role MASTER = new Role("master");

    /** An agent. */
    public static final Role SLAVE = new Role("slave");
}
