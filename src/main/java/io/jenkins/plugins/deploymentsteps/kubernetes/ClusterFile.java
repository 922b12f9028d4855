package io.jenkins.plugins.deploymentsteps.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
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
        Map<?, ?> object = stripped.startsWith("{") ? object(stripped) : Map.of();
        if (object.isEmpty() || object.containsKey("clusters") || object.containsKey("contexts")) {
            return Kubeconfig.parse(text, context);
        }
        return TerraformOutputs.parse(object, context);
    }

    private static String quoted(String text) throws DeploymentException {
        try {
            return ApiAnswer.JSON.readValue(text, String.class);
        } catch (JsonProcessingException e) {
            // Without the cause, which quotes the text.
            throw invalid("It begins with a quote and is no JSON text.");
        }
    }

    /** Returns a JSON object; an empty one for what is none, such as YAML in braces. */
    private static Map<?, ?> object(String text) {
        try {
            return ApiAnswer.JSON.readValue(text, Map.class);
        } catch (JsonProcessingException e) {
            return Map.of();
        }
    }

    static DeploymentException invalid(String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, problem);
    }
}
