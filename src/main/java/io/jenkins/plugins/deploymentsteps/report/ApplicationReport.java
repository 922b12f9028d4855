package io.jenkins.plugins.deploymentsteps.report;

import hudson.Util;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What became of one Argo CD application. */
@ExportedBean(defaultVisibility = 999)
public final class ApplicationReport {
    private final String name;
    private final String revision;
    private final String sync;
    private final String health;
    private final String message;

    ApplicationReport(String name, String revision, String sync, String health, String message) {
        this.name = Util.fixNull(name);
        this.revision = Util.fixNull(revision);
        this.sync = Util.fixNull(sync);
        this.health = Util.fixNull(health);
        this.message = Util.fixNull(message);
    }

    /** A build.xml that lacks something is read as if that were empty. */
    private Object readResolve() {
        return new ApplicationReport(name, revision, sync, health, message);
    }

    ApplicationReport redact(UnaryOperator<String> clean) {
        return new ApplicationReport(
                clean.apply(name), clean.apply(revision), clean.apply(sync), clean.apply(health), clean.apply(message));
    }

    /** Returns the application's name as it was asked for. */
    @Exported
    public String getName() {
        return name;
    }

    /** Returns the commit that is live. */
    @Exported
    public String getRevision() {
        return revision;
    }

    /** Returns Argo CD's sync status. */
    @Exported
    public String getSync() {
        return sync;
    }

    /** Returns Argo CD's health status. */
    @Exported
    public String getHealth() {
        return health;
    }

    /** Returns Argo CD's words; empty if there are none. */
    @Exported
    public String getMessage() {
        return message;
    }
}
