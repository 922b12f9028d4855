package io.jenkins.plugins.deploymentsteps.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a step applied and did not wait for: enough to wait for it later, in the same build. A plain class, because
 * it goes into the build's XML; it names a credential and holds none.
 */
public final class PendingRollout {
    private final String cluster;
    private final String kubeconfigFile;
    private final String credentialsId;
    private final String server;
    private final String caCertificate;
    private final String context;
    private final boolean skipTlsVerify;
    private final List<Target> targets = new ArrayList<>();

    @CheckForNull
    private final PendingPrune prune;

    /**
     * Keeps targets and the cluster that they are on.
     *
     * @param cluster as the step had it; may be null
     * @param kubeconfigFile as the step had it; may be null
     * @param credentialsId as the step had it; may be null
     * @param server as the step had it; may be null
     * @param caCertificate as the step had it; may be null
     * @param context as the step had it; may be null
     * @param skipTlsVerify as the step had it
     * @param waitTargets what is to be waited for
     * @param prunePlan what is to be pruned after that; may be null
     */
    public PendingRollout(
            @CheckForNull String cluster,
            @CheckForNull String kubeconfigFile,
            @CheckForNull String credentialsId,
            @CheckForNull String server,
            @CheckForNull String caCertificate,
            @CheckForNull String context,
            boolean skipTlsVerify,
            List<WaitTarget> waitTargets,
            @CheckForNull PrunePlan prunePlan) {
        this.cluster = cluster;
        this.kubeconfigFile = kubeconfigFile;
        this.credentialsId = credentialsId;
        this.server = server;
        this.caCertificate = caCertificate;
        this.context = context;
        this.skipTlsVerify = skipTlsVerify;
        this.prune = prunePlan == null ? null : new PendingPrune(prunePlan);
        for (WaitTarget target : waitTargets) {
            targets.add(new Target(target));
        }
    }

    /** Returns the target's name as the step had it. */
    @CheckForNull
    public String cluster() {
        return cluster;
    }

    /** Returns the path of the workspace file as the step had it. */
    @CheckForNull
    public String kubeconfigFile() {
        return kubeconfigFile;
    }

    /** Returns the credential's id as the step had it. */
    @CheckForNull
    public String credentialsId() {
        return credentialsId;
    }

    /** Returns the server as the step had it. */
    @CheckForNull
    public String server() {
        return server;
    }

    /** Returns the certificate authorities as the step had them. */
    @CheckForNull
    public String caCertificate() {
        return caCertificate;
    }

    /** Returns the kubeconfig's context as the step had it. */
    @CheckForNull
    public String context() {
        return context;
    }

    /** Returns whether the step skipped the check of the server's certificate. */
    public boolean skipTlsVerify() {
        return skipTlsVerify;
    }

    /** Returns what is to be waited for. */
    public List<WaitTarget> targets() {
        return Util.fixNull(targets).stream()
                .filter(Objects::nonNull)
                .map(Target::toWaitTarget)
                .toList();
    }

    /** Returns what is to be pruned after that, or null. */
    @CheckForNull
    public PrunePlan prune() {
        return prune == null ? null : prune.toPlan();
    }

    /** One object. */
    private static final class Target {
        private final String apiVersion;
        private final String kind;
        private final String namespace;
        private final String name;
        private final String uid;
        private final long generation;
        private final String waitFor;
        private final String failWhen;
        private final String timeout;
        private final String requiredRollout;

        Target(WaitTarget target) {
            apiVersion = target.ref().apiVersion();
            kind = target.ref().kind();
            namespace = target.ref().namespace();
            name = target.ref().name();
            uid = target.uid();
            generation = target.generation();
            waitFor = target.options().waitFor();
            failWhen = target.options().failWhen();
            timeout = target.options().timeout();
            requiredRollout = target.options().requiredRollout();
        }

        WaitTarget toWaitTarget() {
            return new WaitTarget(
                    new ObjectRef(apiVersion, kind, namespace, name),
                    uid,
                    generation,
                    new WaitOptions(waitFor, failWhen, timeout, requiredRollout));
        }
    }
}
