package io.jenkins.plugins.deploymentsteps.rendering;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A chart with its values, under a release's name: the command lines of Helm 3 and later.
 *
 * @param chart a path below the workspace, {@code oci://…}, {@code https://….tgz}, or {@code repository/chart} of a
 *     repository that the agent knows
 * @param isLocal whether it is a path below the workspace
 * @param version null for a chart of the workspace
 * @param release the name of the release
 * @param namespace of the release
 * @param values files of values, paths below the workspace, later ones winning
 * @param set values as {@code --set} takes them
 */
public record HelmChart(
        String chart,
        boolean isLocal,
        @CheckForNull String version,
        String release,
        String namespace,
        List<String> values,
        List<String> set) {
    /** As Helm has it; a longer one would not fit into labels. */
    private static final Pattern RELEASE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?");

    private static final Pattern IN_REPOSITORY = Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");

    /** Copies the lists. */
    public HelmChart {
        values = List.copyOf(values);
        set = List.copyOf(set);
    }

    /** Returns whether a chart is named by a URL, so that no file can be meant. */
    public static boolean isUrl(String chart) {
        return chart.contains("://");
    }

    /**
     * Accepts a chart that is not in the workspace.
     *
     * @throws DeploymentException (invalid input) if it is no such chart, would be fetched without encryption, or has no
     *     version
     */
    public static void checkRemote(String chart, @CheckForNull String version) throws DeploymentException {
        ToolCommand.plain("chart", chart);
        String shown = "'" + Text.shorten(chart, 300) + "'";
        if (chart.startsWith("https://")) {
            return;
        }
        if (isUrl(chart) && !chart.startsWith("oci://")) {
            throw ToolCommand.invalid("chart", shown + " is fetched by https:// or oci:// only.");
        }
        if (!isUrl(chart) && !IN_REPOSITORY.matcher(chart).matches()) {
            throw ToolCommand.invalid(
                    "chart",
                    shown + " is not in the workspace. Give the path of a chart in it, oci://…, https://….tgz, or"
                            + " repository/chart of a repository that was added on the agent.");
        }
        if (version == null) {
            throw ToolCommand.invalid(
                    "version",
                    "missing. " + shown + " is not in the workspace, and without a version the next deployment may be"
                            + " another one.");
        }
    }

    /** Returns the name that a chart's release has if it is given none; null if there is nothing to make it of. */
    @CheckForNull
    public static String releaseOf(String chart) {
        String last = chart.replaceAll("/+$", "")
                .replaceFirst(".*/", "")
                .replaceFirst("(-[0-9][^/]*)?\\.tgz$", "")
                .toLowerCase(Locale.ROOT);
        return RELEASE.matcher(last).matches() ? last : null;
    }

    /** Accepts the name of a release. */
    public static void checkRelease(String argument, String name) throws DeploymentException {
        if (!RELEASE.matcher(name).matches()) {
            throw ToolCommand.invalid(
                    argument,
                    "'" + Text.shorten(name, 100) + "' is no name of a release: it has lower-case letters, digits and"
                            + " hyphens, at most 53 of them.");
        }
    }

    /** Accepts values for {@code --set}. */
    public static void checkSet(String argument, List<String> set) throws DeploymentException {
        for (String each : set) {
            if (each.indexOf('=') < 1) {
                throw ToolCommand.invalid(
                        argument, "'" + Text.shorten(each, 100) + "' is not name=value, as helm --set takes it.");
            }
            ToolCommand.plain(argument, each);
        }
    }

    /** Returns the command that prints the manifests; it connects to no cluster. */
    public ToolCommand template() throws DeploymentException {
        List<String> arguments = new ArrayList<>(List.of("template", release, reference()));
        arguments.addAll(List.of("--namespace", namespace, "--include-crds", "--skip-tests"));
        arguments.addAll(valueArguments());
        return new ToolCommand(Tool.HELM, arguments);
    }

    /**
     * Returns the command that installs or upgrades the release.
     *
     * @param kubeconfig the file with the cluster
     * @param seconds how long Helm may take, its hooks included
     */
    public ToolCommand upgrade(String kubeconfig, long seconds) throws DeploymentException {
        List<String> arguments = new ArrayList<>(List.of("upgrade", release, reference(), "--install"));
        arguments.addAll(List.of("--namespace", namespace, "--kubeconfig", kubeconfig, "--timeout", seconds + "s"));
        arguments.addAll(valueArguments());
        return new ToolCommand(Tool.HELM, arguments);
    }

    /** Returns the command that prints what the release consists of now. */
    public ToolCommand manifest(String kubeconfig) {
        return new ToolCommand(
                Tool.HELM, List.of("get", "manifest", release, "--namespace", namespace, "--kubeconfig", kubeconfig));
    }

    private String reference() {
        return isLocal ? Kustomize.local(chart) : chart;
    }

    private List<String> valueArguments() throws DeploymentException {
        List<String> arguments = new ArrayList<>();
        if (version != null) {
            arguments.addAll(List.of("--version", ToolCommand.plain("version", version)));
        }
        for (String file : values) {
            arguments.addAll(List.of("--values", Kustomize.local(file)));
        }
        for (String value : set) {
            arguments.addAll(List.of("--set", ToolCommand.plain("set", value)));
        }
        return arguments;
    }
}
