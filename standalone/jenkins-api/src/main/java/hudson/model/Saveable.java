package hudson.model;

import java.io.IOException;

/** Something that is kept on disk. */
public interface Saveable {
    /** Writes the state to disk. */
    void save() throws IOException;
}
