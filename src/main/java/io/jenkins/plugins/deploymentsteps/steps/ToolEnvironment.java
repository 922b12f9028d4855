package io.jenkins.plugins.deploymentsteps.steps;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The environment of a tool: of the build only what finds programs and networks, and no cluster or credential. */
final class ToolEnvironment {
    /** A build's other variables may be secrets, and no tool has a use for them. */
    private static final Pattern TAKEN = Pattern.compile("(?i)PATH|HOME|TMPDIR|TEMP|TMP|https?_proxy|no_proxy|all_proxy"
            + "|SSL_CERT_FILE|SSL_CERT_DIR|XDG_(CACHE|CONFIG|DATA)_HOME"
            + "|HELM_(CACHE|CONFIG|DATA)_HOME|HELM_(REPOSITORY|REGISTRY)_(CONFIG|CACHE)");

    /** With these, the agent's own process would say where and as whom to deploy; empty, Jenkins removes them. */
    private static final List<String> REMOVED = List.of(
            "HELM_NAMESPACE",
            "HELM_DRIVER",
            "HELM_DRIVER_SQL_CONNECTION_STRING",
            "HELM_KUBECONTEXT",
            "HELM_KUBEAPISERVER",
            "HELM_KUBEASUSER",
            "HELM_KUBEASGROUPS",
            "HELM_KUBECAFILE",
            "HELM_KUBETOKEN",
            "HELM_KUBETLS_SERVER_NAME",
            "KUBERNETES_SERVICE_HOST",
            "KUBERNETES_SERVICE_PORT");

    private ToolEnvironment() {}

    /**
     * Returns what to set.
     *
     * @param build the variables of the build
     * @param isUnix whether the agent is a Unix
     */
    static Map<String, String> of(Map<String, String> build, boolean isUnix) {
        Map<String, String> environment = new TreeMap<>();
        build.forEach((name, value) -> {
            if (TAKEN.matcher(name).matches()) {
                environment.put(name, value);
            }
        });
        REMOVED.forEach(name -> environment.put(name, ""));
        environment.put("KUBECONFIG", isUnix ? "/dev/null" : "NUL");
        return environment;
    }
}
