package hudson.remoting;

import java.io.Serializable;
import org.jenkinsci.remoting.RoleSensitive;

/**
 * Work that may be sent to another machine.
 *
 * @param <V> what it returns
 * @param <T> how it fails
 */
public interface Callable<V, T extends Throwable> extends Serializable, RoleSensitive {
    /** {@return what the work returns} */
    V call() throws T;
}
