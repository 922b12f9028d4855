package io.jenkins.plugins.deploymentsteps.core.manifest;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.regex.Pattern;

/** Recognises the files that lie beside manifests, or that manifests are made of, and says how to come to manifests. */
final class OtherFiles {
    private static final Pattern KUSTOMIZATION =
            Pattern.compile("(?m)^[\"']?apiVersion[\"']?:\\s*[\"']?kustomize\\.config\\.k8s\\.io/");

    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{-?\\s*(?:[.$(]|[a-z]+\\b)");

    private OtherFiles() {}

    /**
     * Returns what a file is that is no manifest, as the rest of a sentence that begins with its name; null if it may be
     * one.
     *
     * @param name its path
     * @param text its content
     */
    @CheckForNull
    static String what(String name, String text) {
        String base = name.substring(name.lastIndexOf('/') + 1);
        if (base.matches("kustomization\\.ya?ml|Kustomization")
                || KUSTOMIZATION.matcher(text).find()) {
            return "is a kustomization, and no manifest. Apply its directory by source: kubeKustomize.";
        } else if (base.matches("Chart\\.ya?ml")) {
            return "describes a Helm chart, and is no manifest. Apply the chart by source: kubeHelm.";
        } else if (base.matches("values(?:[-.].+)?\\.ya?ml")) {
            return "holds values for a Helm chart, and is no manifest. Apply the chart by source: kubeHelm.";
        }
        return null;
    }

    /** Returns whether a file that cannot be read may be one because it is a template. */
    static boolean maybeTemplate(String text) {
        return TEMPLATE.matcher(text).find();
    }
}
