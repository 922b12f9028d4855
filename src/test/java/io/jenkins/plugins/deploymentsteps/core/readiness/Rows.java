package io.jenkins.plugins.deploymentsteps.core.readiness;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlDocuments;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlLimits;
import java.util.Map;

/** What the tables of this package are made of. */
final class Rows {
    private Rows() {}

    /** A row: apiVersion and kind, the object, what it means, a part of the message. */
    static Object[] row(String type, String object, State state, String message) {
        return new Object[] {type, object, state, message};
    }

    static ObjectRef ref(String type) {
        return new ObjectRef(type.split(" ")[0], type.split(" ")[1], "shop", "x");
    }

    static Map<String, Object> data(String yaml) {
        try {
            return Fields.map(YamlDocuments.toData(
                    "row",
                    YamlDocuments.compose("row", yaml, YamlLimits.DEFAULT).get(0)));
        } catch (DeploymentException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
