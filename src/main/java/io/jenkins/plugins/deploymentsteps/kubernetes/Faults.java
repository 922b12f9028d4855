package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import io.jenkins.plugins.deploymentsteps.http.NetworkFault;
import io.jenkins.plugins.deploymentsteps.http.RetryPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the API server's refusals mean: whether to try again, and what to tell the user. */
final class Faults {
    private static final int LONGEST_MESSAGE = 1000;
    private static final int MOST_CAUSES = 20;
    private static final Pattern QUOTED_OBJECT = Pattern.compile("Invalid value: [{\\[].*[}\\]]: ", Pattern.DOTALL);
    private static final Pattern TERMINATING = Pattern.compile("in namespace (\\S+) because it is being terminated");
    private static final Pattern IMMUTABLE = Pattern.compile(
            "\\bimmutable\\b|may not change once set|may not change fields"
                    + "|[Uu]pdates? to .{0,500}(?:are|is) forbidden|cannot change roleRef",
            Pattern.DOTALL);

    private Faults() {}

    /** Whether the same request may be answered otherwise in a moment. */
    static boolean mayPass(ClusterRequest request, ClusterAnswer answer) {
        if (RetryPolicy.isPassing(answer.status())) {
            return true;
        }
        String text = message(answer);
        return switch (answer.status()) {
            case 500 -> !isTypeError(text);
            case 409 -> request.isApply() && !isFieldConflict(answer);
            // A definition that was just established is served by each API server a moment later.
            case 404 -> request.isApply() && !answer.isJson();
            // The default ServiceAccount of a namespace that was just made.
            case 403 -> text.contains("error looking up service account");
            default -> false;
        };
    }

    private static boolean isTypeError(String message) {
        return message.contains("failed to create typed")
                || message.contains("field not declared in schema")
                || isOfAVersionThatIsGone(message);
    }

    /** The server fails so whoever changes an object of which it notes that somebody wrote it in such a version. */
    private static boolean isOfAVersionThatIsGone(String message) {
        return message.contains("request to convert CR ") && message.contains("an invalid group/version");
    }

    private static boolean isFieldConflict(ClusterAnswer answer) {
        return !conflicts(answer).isEmpty();
    }

    /** Returns the conflicts of fields that are the reason of a refusal; empty for another reason. */
    static List<FieldConflict> conflicts(ClusterAnswer answer) {
        return answer.status() == 409 ? FieldConflict.of(causes(answer)) : List.of();
    }

    /** Returns which fields cannot be changed, if that is the reason of a refusal; else none. */
    static List<String> immutableFields(ClusterAnswer answer) {
        if (answer.status() != 422) {
            return List.of();
        }
        List<String> fields = new ArrayList<>();
        for (Map<String, Object> cause : causes(answer)) {
            if (!IMMUTABLE.matcher(Fields.text(cause, "message")).find()) {
                // A new object would be refused for this one just as well.
                return List.of();
            }
            fields.add(Text.shorten(Fields.text(cause, "field"), 200));
        }
        return fields.stream().distinct().toList();
    }

    /**
     * The failure that an answer means.
     *
     * @param server the API server's URL
     * @param what what was being done, such as {@code Reading Deployment shop/web}; null where the caller says it
     * @param answer not a success
     * @param credential what is known of the credential's end; may be null
     * @param masking takes out of the server's words what may be secret
     */
    static DeploymentException failure(
            ApiUrl server,
            @CheckForNull String what,
            ClusterAnswer answer,
            @CheckForNull String credential,
            UnaryOperator<String> masking) {
        String prefix = what == null ? "" : what + ": ";
        String text = Text.shorten(masking.apply(message(answer)), LONGEST_MESSAGE);
        String said = text.isBlank() ? "HTTP status " + answer.status() : text;
        if (isOfAVersionThatIsGone(said)) {
            return new DeploymentException(
                    Kind.INVALID_INPUT,
                    prefix + said + ". Somebody wrote the object in a version of its kind that the definition no longer"
                            + " has, and until the record of that is cleared the server lets nobody change it. Clear it,"
                            + " with the object's kind, name and namespace: kubectl patch KIND NAME -n NAMESPACE"
                            + " --type=json -p '[{\"op\": \"replace\", \"path\": \"/metadata/managedFields\","
                            + " \"value\": [{}]}]'. Then nobody owns its fields: apply once with conflicts: 'take'.");
        }
        if (answer.status() >= 300 && answer.status() < 400) {
            return new DeploymentException(
                    Kind.INVALID_INPUT,
                    prefix + server
                            + " answers with a redirect, which a Kubernetes API does not. Is it the API server's"
                            + " URL, and is there a login page before it?");
        }
        return switch (answer.status()) {
            case 401 ->
                new DeploymentException(
                        Kind.UNAUTHORIZED,
                        prefix + server + " does not accept the credential (401)"
                                + (credential == null
                                        ? ". Has it expired, was it revoked, or is it of another cluster?"
                                        : ": " + credential));
            case 403 ->
                TERMINATING.matcher(said).find()
                        ? terminating(prefix, said)
                        : new DeploymentException(
                                Kind.FORBIDDEN,
                                prefix
                                        + said
                                        + (said.contains("admission") || said.contains("quota")
                                                ? ""
                                                : " (403; a Role or ClusterRole must grant it)"));
            case 404 -> new DeploymentException(Kind.NOT_FOUND, prefix + notFound(said));
            case 407 -> new DeploymentException(Kind.UNAUTHORIZED, prefix + NetworkFault.PROXY_LOGIN);
            case 409 ->
                isFieldConflict(answer)
                        ? new DeploymentException(Kind.CONFLICT, prefix + FieldConflict.message(conflicts(answer)))
                        : new DeploymentException(Kind.CONFLICT, prefix + said);
            case 422 -> new DeploymentException(Kind.INVALID_INPUT, prefix + invalid(answer, said, masking));
            case 429 ->
                new DeploymentException(Kind.UNAVAILABLE, prefix + server + " is too busy (429) and stays so: " + said);
            case 500 ->
                new DeploymentException(isTypeError(said) ? Kind.INVALID_INPUT : Kind.UNAVAILABLE, prefix + said);
            case 502, 503, 504 ->
                new DeploymentException(
                        Kind.UNAVAILABLE,
                        prefix + "the API server at " + server + ", or a proxy before it, is not available ("
                                + answer.status() + ")" + (answer.isJson() ? ": " + said : "."));
            default ->
                new DeploymentException(
                        answer.status() >= 500 ? Kind.UNAVAILABLE : Kind.INVALID_INPUT,
                        prefix
                                + said
                                + (said.contains(String.valueOf(answer.status())) ? "" : " (" + answer.status() + ")"));
        };
    }

    /** What it means that a success carries no JSON object. */
    static DeploymentException noObject(ApiUrl server, @CheckForNull String what, ClusterAnswer answer) {
        String type = answer.contentType().isBlank() ? "something" : Text.shorten(answer.contentType(), 60);
        return new DeploymentException(
                Kind.INVALID_INPUT,
                (what == null ? "" : what + ": ") + server + " answers with " + type
                        + " instead of a Kubernetes object. Is it the API server's URL, and is there a login page before it?");
    }

    private static DeploymentException terminating(String prefix, String said) {
        Matcher namespace = TERMINATING.matcher(said);
        String name = namespace.find() ? namespace.group(1) : "";
        return new DeploymentException(
                Kind.NOT_FOUND,
                prefix + "the namespace " + name
                        + " is being deleted, with all that is in it. Wait until it is gone, then" + " deploy again.");
    }

    private static String notFound(String said) {
        Matcher namespace = Pattern.compile("namespaces \"([^\"]*)\" not found").matcher(said);
        if (namespace.find()) {
            return "the namespace " + namespace.group(1) + " does not exist. Create it, or add it to the manifests.";
        }
        return said;
    }

    private static String invalid(ClusterAnswer answer, String said, UnaryOperator<String> masking) {
        List<String> causes = causes(answer).stream()
                .map(cause -> Text.shorten(Fields.text(cause, "field"), 200) + ": "
                        + Text.shorten(withoutObject(masking.apply(Fields.text(cause, "message"))), LONGEST_MESSAGE))
                .toList();
        String detail = causes.isEmpty() ? said : limited(causes);
        return detail;
    }

    /** Of a whole object that the server quotes, only what is wrong with it helps. */
    private static String withoutObject(String message) {
        return QUOTED_OBJECT.matcher(message).replaceFirst("");
    }

    private static String limited(List<String> parts) {
        int more = parts.size() - MOST_CAUSES;
        return String.join("; ", parts.subList(0, Math.min(parts.size(), MOST_CAUSES)))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static List<Map<String, Object>> causes(ClusterAnswer answer) {
        return Fields.maps(status(answer), "details", "causes");
    }

    /** The message of a Status object; empty for an answer that holds none, such as a proxy's page. */
    private static String message(ClusterAnswer answer) {
        return Fields.text(status(answer), "message");
    }

    private static Map<String, Object> status(ClusterAnswer answer) {
        if (!answer.isJson()) {
            return Map.of();
        }
        try {
            return answer.object();
        } catch (IOException e) {
            return Map.of();
        }
    }
}
