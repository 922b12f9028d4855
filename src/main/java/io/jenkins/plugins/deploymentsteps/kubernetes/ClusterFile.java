package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads the file by which an earlier stage hands a cluster over: a kubeconfig (YAML or JSON, also as the JSON text that
 * {@code terraform output -json kubeconfig} prints), or outputs of Terraform or OpenTofu ({@link TerraformOutputs}).
 *
 * <p>No error quotes the file.
 */
public final class ClusterFile {
    private ClusterFile() {}

    /**
     * Reads the connection.
     *
     * @param text the file's content
     * @param context of a kubeconfig; null for its current one
     * @return a connection that verifies the server's certificate
     * @throws DeploymentException (invalid input) naming the field or output that is missing, wrong or refused, and what
     *     to do
     */
    public static ClusterConnection parse(String text, @CheckForNull String context) throws DeploymentException {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw invalid("It is empty. Did the stage that writes it fail?");
        }
        if (stripped.startsWith("\"")) {
            return Kubeconfig.parse(quoted(stripped), context);
        }
        if (stripped.contains("\n{") && !stripped.contains("apiVersion")) {
            throw invalid(
                    "There is other text before its JSON. Terraform prints warnings to its output, too: do what it"
                            + " warns of, or take them out.");
        }
        Map<?, ?> object = stripped.startsWith("{") ? object(stripped) : Map.of();
        if (object.isEmpty() || object.containsKey("clusters") || object.containsKey("contexts")) {
            return Kubeconfig.parse(text, context);
        }
        return TerraformOutputs.parse(object, context);
    }

    private static String quoted(String text) throws DeploymentException {
        try {
            byte[] object = ("{\"text\": " + text + "}").getBytes(StandardCharsets.UTF_8);
            return String.valueOf(Json.object(object).get("text"));
        } catch (IOException e) {
            // Without the cause, which quotes the text.
            throw invalid("It begins with a quote and is no JSON text.");
        }
    }

    /** Returns a JSON object; an empty one for what is none, such as YAML in braces. */
    private static Map<?, ?> object(String text) {
        try {
            return Json.object(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Map.of();
        }
    }

    static DeploymentException invalid(String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, problem);
    }
}
