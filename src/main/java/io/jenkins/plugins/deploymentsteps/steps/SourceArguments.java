package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.http.PinnedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;

/** Reads what a step says about what it applies: files, or a source. */
final class SourceArguments {
    private SourceArguments() {}

    /**
     * Checks that there is exactly one of both.
     *
     * @param source as it was given; null for none
     * @param manifests patterns, variables filled in; empty for none
     * @param expand fills variables into a text
     * @return the source with variables filled in; null if there is none
     * @throws DeploymentException naming the argument that is missing, too much, or cannot be used
     */
    @CheckForNull
    static KubeSource source(@CheckForNull KubeSource source, List<String> manifests, UnaryOperator<String> expand)
            throws DeploymentException {
        if (source == null) {
            if (manifests.isEmpty()) {
                throw Arguments.invalid(
                        "manifests",
                        "missing. Give files, directories or patterns of the workspace, such as 'deploy/*.yaml', or a"
                                + " source, such as kubeKustomize(dir: 'overlays/prod').");
            }
            for (String each : manifests) {
                if (PinnedFile.isUrl(each)) {
                    PinnedFile.parse("manifests", each);
                }
            }
            return null;
        }
        if (!manifests.isEmpty()) {
            throw Arguments.invalid(
                    "manifests", "does not go together with 'source': only one can say what is applied. Remove one.");
        }
        KubeSource expanded = source.expand(expand);
        try {
            expanded.check();
        } catch (DeploymentException e) {
            throw Arguments.invalid("source: " + symbol(source), e.getMessage());
        }
        return expanded;
    }

    /**
     * Refuses what nobody would heed: in a release of its own, Helm decides what is applied and what is pruned.
     *
     * @throws DeploymentException naming the argument
     */
    static void refuseBesideRelease(
            @CheckForNull KubeSource source,
            @CheckForNull String images,
            @CheckForNull String variables,
            @CheckForNull String set,
            boolean prune)
            throws DeploymentException {
        if (source instanceof KubeHelm helm && helm.isRelease()) {
            String argument = images != null
                    ? "images"
                    : variables != null ? "variables" : set != null ? "set" : prune ? "prune" : null;
            if (argument != null) {
                throw Arguments.invalid(
                        argument,
                        "does not go together with mode: 'release' of kubeHelm, where Helm applies and prunes by itself."
                                + " Give Helm values instead, or leave out the mode.");
            }
        }
    }

    /** Returns how a Jenkinsfile names a source. */
    static String symbol(KubeSource source) {
        for (Descriptor<?> descriptor : descriptors()) {
            if (descriptor.clazz == source.getClass()) {
                return descriptor.getClass().getAnnotation(Symbol.class).value()[0];
            }
        }
        return source.getClass().getSimpleName();
    }

    /** Returns the sources that there are, in the order of the form. */
    static List<Descriptor<?>> descriptors() {
        List<Descriptor<?>> sources = new ArrayList<>();
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (descriptor.isSubTypeOf(KubeSource.class)) {
                sources.add(descriptor);
            }
        }
        return sources;
    }

    /** Accepts a list of paths, patterns and pinned URLs. */
    static void patterns(String argument, String text) throws DeploymentException {
        for (String each : Text.items(text)) {
            if (PinnedFile.isUrl(each)) {
                PinnedFile.parse(argument, each);
            } else {
                FormFields.relativePath(argument, each);
            }
        }
    }
}
