package hudson;

import java.io.IOException;

/** An anticipated failure: the build fails with the message and without a stack trace. */
public class AbortException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Fails without a message. */
    public AbortException() {}

    /** Fails with a message for the user. */
    public AbortException(String message) {
        super(message);
    }
}
