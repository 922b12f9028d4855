package io.jenkins.plugins.deploymentsteps.http;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;

/** What may be the value of an HTTP header, whatever the client. */
public final class HeaderValue {
    private HeaderValue() {}

    /**
     * Checks a value. A line break in it would begin another header; the clients' own refusals would quote the value.
     *
     * @param name of the header
     * @return the value
     * @throws DeploymentException (invalid input) if it cannot be sent; the message does not quote it
     */
    public static String checked(String name, String value) throws DeploymentException {
        if (value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c > 0x7E)) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The value for the HTTP header " + name + " holds a line break or another character that cannot be"
                            + " sent. If it is a credential, save it again without.");
        }
        return value;
    }
}
