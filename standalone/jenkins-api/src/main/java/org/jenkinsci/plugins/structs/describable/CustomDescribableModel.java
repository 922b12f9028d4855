package org.jenkinsci.plugins.structs.describable;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Map;

/** A descriptor that has a say in how a Pipeline's arguments become an object of its class. */
public interface CustomDescribableModel {
    /** {@return what the object is made of, where a Pipeline gave these, which cannot be changed} */
    @NonNull
    default Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
        return arguments;
    }
}
