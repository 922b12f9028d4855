package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which cluster a kept plan or set is for, as the arguments of its step said it. */
final class KeptLocation {
    private KeptLocation() {}

    static Map<String, Object> toFields(ClusterLocation location) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cluster", location.cluster());
        fields.put("kubeconfigFile", location.kubeconfigFile());
        fields.put("credentialsId", location.credentialsId());
        fields.put("server", location.server());
        fields.put("caCertificate", location.caCertificate());
        fields.put("context", location.context());
        fields.put("skipTlsVerify", location.skipTlsVerify());
        return fields;
    }

    static ClusterLocation of(Map<String, Object> fields) {
        return new ClusterLocation(
                text(fields, "cluster"),
                text(fields, "kubeconfigFile"),
                text(fields, "credentialsId"),
                text(fields, "server"),
                text(fields, "caCertificate"),
                text(fields, "context"),
                Fields.isTrue(fields, "skipTlsVerify"));
    }

    @CheckForNull
    private static String text(Map<String, Object> fields, String key) {
        String text = Fields.text(fields, key);
        return text.isEmpty() ? null : text;
    }
}
