package io.jenkins.plugins.deploymentsteps.rendering;

import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the manifests of an application that is one image: as few as it takes to run it well, in a form that people
 * keep and go on with. Pods pass the Pod Security Standard {@code restricted}.
 */
public final class ImageManifests {
    private static final String LABEL = "app.kubernetes.io/name: ";

    private final ImageApplication app;
    private final StringBuilder yaml = new StringBuilder();

    private ImageManifests(ImageApplication app) {
        this.app = app;
    }

    /**
     * Returns the files: a Deployment; a Service where there is a port; an Ingress where there is a host; a disruption
     * budget where there are several replicas.
     */
    public static List<ManifestFile> of(ImageApplication app) {
        List<ManifestFile> files = new ArrayList<>();
        files.add(file("deployment.yaml", new ImageManifests(app).deployment()));
        if (app.port() > 0) {
            files.add(file("service.yaml", new ImageManifests(app).service()));
        }
        String host = app.host();
        if (host != null) {
            files.add(file("ingress.yaml", new ImageManifests(app).ingress(host)));
        }
        if (app.replicas() > 1) {
            files.add(file("disruption-budget.yaml", new ImageManifests(app).disruptionBudget()));
        }
        return files;
    }

    private static ManifestFile file(String name, String content) {
        return new ManifestFile(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private String deployment() {
        head("apps/v1", "Deployment");
        line(0, "spec:");
        line(1, "replicas: " + app.replicas());
        line(1, "selector:");
        line(2, "matchLabels:");
        line(3, LABEL + app.name());
        line(1, "strategy:");
        line(2, "type: RollingUpdate");
        line(2, "rollingUpdate:");
        line(3, "maxSurge: 1");
        line(3, "maxUnavailable: 0");
        line(1, "template:");
        line(2, "metadata:");
        line(3, "labels:");
        line(4, LABEL + app.name());
        line(2, "spec:");
        line(3, "automountServiceAccountToken: false");
        line(3, "securityContext:");
        line(4, "runAsNonRoot: true");
        line(4, "seccompProfile:");
        line(5, "type: RuntimeDefault");
        spread();
        line(3, "containers:");
        line(4, "- name: " + app.name());
        line(5, "image: " + quoted(app.image().toString()));
        ports();
        env();
        probes();
        line(5, "resources:");
        line(6, "requests:");
        line(7, "cpu: " + quoted(app.cpu()));
        line(7, "memory: " + quoted(app.memory()));
        line(6, "limits:");
        line(7, "memory: " + quoted(app.memory()));
        line(5, "securityContext:");
        line(6, "allowPrivilegeEscalation: false");
        line(6, "capabilities:");
        line(7, "drop: [ALL]");
        return yaml.toString();
    }

    private void spread() {
        if (app.replicas() > 1) {
            line(3, "topologySpreadConstraints:");
            for (String key : List.of("kubernetes.io/hostname", "topology.kubernetes.io/zone")) {
                line(4, "- topologyKey: " + key);
                line(5, "maxSkew: 1");
                line(5, "whenUnsatisfiable: ScheduleAnyway");
                line(5, "labelSelector:");
                line(6, "matchLabels:");
                line(7, LABEL + app.name());
            }
        }
    }

    private void ports() {
        if (app.port() > 0) {
            line(5, "ports:");
            line(6, "- name: http");
            line(7, "containerPort: " + app.port());
        }
    }

    private void env() {
        if (!app.env().isEmpty()) {
            line(5, "env:");
            for (Map.Entry<String, String> variable : app.env().entrySet()) {
                line(6, "- name: " + variable.getKey());
                line(7, "value: " + quoted(variable.getValue()));
            }
        }
    }

    /** A slow start is none of the liveness probe's business: it waits until the startup probe has succeeded. */
    private void probes() {
        if (app.port() > 0) {
            probe("startupProbe", 5, 60);
            probe("readinessProbe", 5, 3);
            probe("livenessProbe", 10, 6);
        }
    }

    private void probe(String name, int period, int failures) {
        line(5, name + ":");
        String path = app.probe();
        if (path == null) {
            line(6, "tcpSocket:");
        } else {
            line(6, "httpGet:");
            line(7, "path: " + quoted(path));
        }
        line(7, "port: http");
        line(6, "periodSeconds: " + period);
        line(6, "failureThreshold: " + failures);
    }

    private String service() {
        head("v1", "Service");
        line(0, "spec:");
        line(1, "selector:");
        line(2, LABEL + app.name());
        line(1, "ports:");
        line(2, "- name: http");
        line(3, "port: 80");
        line(3, "targetPort: http");
        return yaml.toString();
    }

    private String ingress(String host) {
        head("networking.k8s.io/v1", "Ingress");
        line(0, "spec:");
        line(1, "rules:");
        line(2, "- host: " + quoted(host));
        line(3, "http:");
        line(4, "paths:");
        line(5, "- path: /");
        line(6, "pathType: Prefix");
        line(6, "backend:");
        line(7, "service:");
        line(8, "name: " + app.name());
        line(8, "port:");
        line(9, "name: http");
        return yaml.toString();
    }

    private String disruptionBudget() {
        head("policy/v1", "PodDisruptionBudget");
        line(0, "spec:");
        line(1, "maxUnavailable: 1");
        line(1, "selector:");
        line(2, "matchLabels:");
        line(3, LABEL + app.name());
        return yaml.toString();
    }

    private void head(String apiVersion, String kind) {
        line(0, "apiVersion: " + apiVersion);
        line(0, "kind: " + kind);
        line(0, "metadata:");
        line(1, "name: " + app.name());
        line(1, "labels:");
        line(2, LABEL + app.name());
        String tag = app.image().tag();
        if (tag != null && tag.matches("[A-Za-z0-9]([\\w.-]{0,61}[A-Za-z0-9])?")) {
            line(2, "app.kubernetes.io/version: " + quoted(tag));
        }
        line(2, "app.kubernetes.io/managed-by: jenkins");
    }

    private void line(int depth, String text) {
        yaml.append("  ".repeat(depth)).append(text).append('\n');
    }

    /** A double-quoted scalar: whatever the text is, it stays one value. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || c >= 0x7F && c < 0xA0 || c == 0x2028 || c == 0x2029 || c == 0xFEFF) {
                quoted.append(String.format("\\u%04X", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
