package hudson.slaves;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Node;
import hudson.model.TaskListener;
import java.io.IOException;

/** What is another thing on each node. */
public interface NodeSpecific<T extends NodeSpecific<T>> {
    /** {@return what it is on a node} */
    T forNode(@NonNull Node node, TaskListener log) throws IOException, InterruptedException;
}
