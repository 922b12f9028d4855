package io.jenkins.plugins.deploymentsteps.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.deploymentsteps.core.inventory.Origin;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Of a deployment: who and which commit it comes from, when it began and ended, and what it was let off. */
@ExportedBean(defaultVisibility = 999)
public final class Circumstances {
    private String startedBy = "";
    private String sourceCommit = "";
    private String targetName = "";
    private String clusterUid = "";
    private String plan = "";
    private String freezeOverride = "";
    private String record = "";

    /** In milliseconds since 1970. */
    private long began;

    /** In milliseconds since 1970; 0 while it goes on. */
    private long ended;

    Circumstances(long began) {
        this.began = began;
    }

    /** A build.xml that lacks something is read as if that were empty. */
    private Object readResolve() {
        startedBy = Util.fixNull(startedBy);
        sourceCommit = Util.fixNull(sourceCommit);
        targetName = Util.fixNull(targetName);
        clusterUid = Util.fixNull(clusterUid);
        plan = Util.fixNull(plan);
        freezeOverride = Util.fixNull(freezeOverride);
        record = Util.fixNull(record);
        return this;
    }

    Circumstances copy() {
        Circumstances copy = new Circumstances(began);
        copy.startedBy = startedBy;
        copy.sourceCommit = sourceCommit;
        copy.targetName = targetName;
        copy.clusterUid = clusterUid;
        copy.plan = plan;
        copy.freezeOverride = freezeOverride;
        copy.record = record;
        copy.ended = ended;
        return copy;
    }

    void redact(UnaryOperator<String> clean) {
        startedBy = clean.apply(startedBy);
        sourceCommit = clean.apply(sourceCommit);
        targetName = clean.apply(targetName);
        clusterUid = clean.apply(clusterUid);
        freezeOverride = clean.apply(freezeOverride);
    }

    void ended(long millis) {
        ended = millis;
    }

    /** Says which build it comes from. */
    public void from(Origin origin) {
        startedBy = origin.startedBy();
        sourceCommit = origin.commit();
    }

    /**
     * Says which target it works on.
     *
     * @param uid what the target pins; null if it pins nothing
     */
    public void on(String target, @CheckForNull String uid) {
        targetName = target;
        clusterUid = Util.fixNull(uid);
    }

    /** Says which plan it applies. */
    public void applies(String planId) {
        plan = planId;
    }

    /** Says who had it go on in a freeze, and why. */
    public void overrides(String freeze) {
        freezeOverride = freeze;
    }

    /** Says which artifact of the build is its record. */
    public void recordedIn(String artifact) {
        record = artifact;
    }

    /** Returns who or what started the build; empty if that is not known. */
    @Exported
    public String getStartedBy() {
        return startedBy;
    }

    /** Returns the commit of the application that was built; empty if the step's environment does not say. */
    @Exported
    public String getSourceCommit() {
        return sourceCommit;
    }

    /** Returns the name of the target; empty if none was named. */
    @Exported
    public String getTargetName() {
        return targetName;
    }

    /** Returns the UID of the cluster that the target pins; empty if it pins none. */
    @Exported
    public String getClusterUid() {
        return clusterUid;
    }

    /** Returns the id of the plan that was applied; empty if none was. */
    @Exported
    public String getPlan() {
        return plan;
    }

    /** Returns which freeze was overridden, by whom and why; empty if none was. */
    @Exported
    public String getFreezeOverride() {
        return freezeOverride;
    }

    /** Returns the path of the record among the build's artifacts; empty if there is none. */
    @Exported
    public String getRecord() {
        return record;
    }

    /** Returns when it began, in milliseconds since 1970; 0 if that is not known. */
    @Exported
    public long getBegan() {
        return began;
    }

    /** Returns when it ended, in milliseconds since 1970; 0 while it goes on, and if that is not known. */
    @Exported
    public long getEnded() {
        return ended;
    }

    /** Returns how many whole seconds it took from its beginning to its end; 0 while it goes on. */
    @Exported
    public int getSeconds() {
        return ended == 0 || began == 0 ? 0 : (int) TimeUnit.MILLISECONDS.toSeconds(Math.max(0, ended - began));
    }
}
