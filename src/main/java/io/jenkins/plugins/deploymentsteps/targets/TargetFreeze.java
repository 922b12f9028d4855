package io.jenkins.plugins.deploymentsteps.targets;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.guard.FreezeWindow;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Times in which nothing is deployed to a target. A plain class, because it is kept in configuration files. It takes
 * anything; what cannot be used is said in the form, and keeps every build from deploying to the target.
 */
public final class TargetFreeze implements Describable<TargetFreeze> {
    private final String start;
    private final String duration;
    private String timeZone;
    private String reason;

    /**
     * Says when, in the time zone.
     *
     * @param start a cron expression of five fields, or a date with a time
     * @param duration how long, such as {@code 64h}
     */
    @DataBoundConstructor
    public TargetFreeze(@CheckForNull String start, @CheckForNull String duration) {
        this.start = Util.fixNull(Util.fixEmptyAndTrim(start));
        this.duration = Util.fixNull(Util.fixEmptyAndTrim(duration));
    }

    /** Returns when it begins; empty in a configuration that does not say. */
    public String getStart() {
        return Util.fixNull(start);
    }

    /** Returns how long it is; empty in a configuration that does not say. */
    public String getDuration() {
        return Util.fixNull(duration);
    }

    /** Returns the time zone by its IANA name; UTC where none is given. */
    public String getTimeZone() {
        return timeZone == null ? FreezeWindow.DEFAULT_ZONE : timeZone;
    }

    /** Sets the time zone by its IANA name; without, it is UTC. */
    @DataBoundSetter
    public void setTimeZone(@CheckForNull String timeZone) {
        this.timeZone = Util.fixEmptyAndTrim(timeZone);
    }

    /** Returns why, for people. */
    @CheckForNull
    public String getReason() {
        return reason;
    }

    /** Sets why, for people. */
    @DataBoundSetter
    public void setReason(@CheckForNull String reason) {
        this.reason = Util.fixEmptyAndTrim(reason);
    }

    /**
     * Reads it.
     *
     * @throws DeploymentException (invalid input) naming the field that cannot be used
     */
    FreezeWindow toWindow() throws DeploymentException {
        return FreezeWindow.parse(start, duration, timeZone, reason);
    }

    /** Describes a freeze to Jenkins. */
    @Extension
    @Symbol("freezeWindow")
    public static final class DescriptorImpl extends Descriptor<TargetFreeze> {
        @Override
        public String getDisplayName() {
            return Messages.TargetFreeze_DisplayName();
        }

        /** Checks when it begins. */
        @POST
        public FormValidation doCheckStart(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.freezeStart(value));
        }

        /** Checks how long it is. */
        @POST
        public FormValidation doCheckDuration(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.freezeDuration(value));
        }

        /** Checks the time zone. */
        @POST
        public FormValidation doCheckTimeZone(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.guarded(item, () -> TargetFields.timeZone(value));
        }
    }
}
