package io.jenkins.plugins.deploymentsteps.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What was done to one object of a cluster. */
@ExportedBean(defaultVisibility = 999)
public final class ObjectReport {
    private static final Set<String> APPLIED = Set.of("created", "configured", "unchanged");
    private static final Set<String> OF_PRUNE = Set.of("pruned", "kept");

    private final String apiVersion;
    private final String kind;
    private final String namespace;
    private final String name;
    private final String action;
    private final String message;

    ObjectReport(
            String apiVersion,
            String kind,
            @CheckForNull String namespace,
            String name,
            String action,
            @CheckForNull String message) {
        this.apiVersion = Util.fixNull(apiVersion);
        this.kind = Util.fixNull(kind);
        this.namespace = Util.fixNull(namespace);
        this.name = Util.fixNull(name);
        this.action = Util.fixNull(action);
        this.message = Util.fixNull(message);
    }

    /** A build.xml that lacks something is read as if that were empty. */
    private Object readResolve() {
        return new ObjectReport(apiVersion, kind, namespace, name, action, message);
    }

    ObjectReport redact(UnaryOperator<String> clean) {
        return new ObjectReport(
                clean.apply(apiVersion),
                clean.apply(kind),
                clean.apply(namespace),
                clean.apply(name),
                action,
                clean.apply(message));
    }

    boolean isAbout(ObjectRef ref) {
        return apiVersion.equals(ref.apiVersion())
                && kind.equals(ref.kind())
                && namespace.equals(ref.namespace() == null ? "" : ref.namespace())
                && name.equals(ref.name());
    }

    boolean isApplied() {
        return APPLIED.contains(action);
    }

    /** Returns whether this says what became of an object that is no longer part of the set. */
    boolean isOfPrune() {
        return OF_PRUNE.contains(action);
    }

    ObjectRef.Identity identity() {
        return new ObjectRef(apiVersion, kind, namespace.isEmpty() ? null : namespace, name).identity();
    }

    /** Returns the same with a reason. */
    ObjectReport because(String reason) {
        return new ObjectReport(apiVersion, kind, namespace, name, action, reason);
    }

    /** Returns group and version. */
    @Exported
    public String getApiVersion() {
        return apiVersion;
    }

    /** Returns the kind. */
    @Exported
    public String getKind() {
        return kind;
    }

    /** Returns the namespace; empty for an object of the whole cluster. */
    @Exported
    public String getNamespace() {
        return namespace;
    }

    /** Returns the name. */
    @Exported
    public String getName() {
        return name;
    }

    /** Returns what was done, in lower case: created, configured, unchanged, failed, skipped, pruned, kept. */
    @Exported
    public String getAction() {
        return action;
    }

    /** Returns why it failed, was left out or is not ready; otherwise empty. */
    @Exported
    public String getMessage() {
        return message;
    }
}
