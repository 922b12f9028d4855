package io.jenkins.plugins.deploymentsteps.rendering;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An application that is one image.
 *
 * @param image with tag or digest
 * @param name of its objects, a DNS label
 * @param port that it listens on; 0 for an application that listens on none
 * @param replicas at least 0
 * @param env environment variables
 * @param host by which it is reached from outside; null for not at all
 * @param probe path that answers with success while it works; null to take an open port for that
 * @param cpu that it asks for, a quantity
 * @param memory that it asks for and may not exceed, a quantity
 */
public record ImageApplication(
        ImageReference image,
        String name,
        int port,
        int replicas,
        Map<String, String> env,
        @CheckForNull String host,
        @CheckForNull String probe,
        String cpu,
        String memory) {
    private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern QUANTITY = Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?");

    /** Copies the map, in its order. */
    public ImageApplication {
        env = new LinkedHashMap<>(env);
    }

    /** Returns the name that an application has if it is given none: the last part of its image's. */
    public static String nameOf(ImageReference image) {
        String last = image.name().substring(image.name().lastIndexOf('/') + 1);
        return last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+|-+$", "");
    }

    /**
     * Accepts it.
     *
     * @throws DeploymentException (invalid input) naming the argument that no server would take
     */
    public void check() throws DeploymentException {
        if (!LABEL.matcher(name).matches()) {
            throw ToolCommand.invalid(
                    "name",
                    "'" + Text.shorten(name, 100) + "' is no name of a Service: it begins with a letter and has"
                            + " lower-case letters, digits and hyphens, at most 63 of them.");
        }
        if (port < 0 || port > 65535) {
            throw ToolCommand.invalid("port", port + " is no port. Give 1 to 65535, or 0 if it listens on none.");
        }
        if (replicas < 0 || replicas > 1000) {
            throw ToolCommand.invalid("replicas", replicas + " are too few or too many. Give 0 to 1000.");
        }
        if (host != null && (host.length() > 253 || !HOST.matcher(host).matches())) {
            throw ToolCommand.invalid("host", "'" + Text.shorten(host, 100) + "' is no name of a host.");
        }
        if (port == 0 && (host != null || probe != null)) {
            throw ToolCommand.invalid(
                    host != null ? "host" : "probe", "an application that listens on no port cannot be reached by it.");
        }
        if (probe != null && (!probe.startsWith("/") || probe.matches("(?s).*[\\s\\p{Cntrl}].*"))) {
            throw ToolCommand.invalid("probe", "'" + Text.shorten(probe, 100) + "' is no path. Write /healthz, say.");
        }
        quantity("cpu", cpu);
        quantity("memory", memory);
    }

    private static void quantity(String argument, String text) throws DeploymentException {
        if (!QUANTITY.matcher(text).matches()) {
            throw ToolCommand.invalid(
                    argument, "'" + Text.shorten(text, 100) + "' is no quantity. Write 100m or 256Mi, say.");
        }
    }
}
