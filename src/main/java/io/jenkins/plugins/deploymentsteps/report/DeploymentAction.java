package io.jenkins.plugins.deploymentsteps.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.storage.BuildArtifact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Shows on a build's page, and tells over the REST API, what the build deployed. */
@ExportedBean
public final class DeploymentAction implements RunAction2 {
    private static final Logger LOGGER = Logger.getLogger(DeploymentAction.class.getName());

    /** Replaced as a whole, so that a page reads either the old or the new state; null where a build.xml has none. */
    private volatile List<DeploymentReport> reports;

    private transient Run<?, ?> run;

    /**
     * Changes the report of one step of a build, adding it and the action where they are not there yet, and saves the
     * build. Steps of parallel branches may do so at the same time.
     *
     * @param run the build
     * @param id of the deployment
     * @param step its name, for a new report
     * @param redactor removes the secrets that the step used
     * @param change is given a copy of the report
     */
    public static void update(
            Run<?, ?> run, String id, String step, Redactor redactor, Consumer<DeploymentReport> change) {
        synchronized (run) {
            DeploymentAction action = run.getAction(DeploymentAction.class);
            if (action == null) {
                action = new DeploymentAction();
                run.addAction(action);
            }
            action.change(id, step, redactor, change);
            try {
                run.save();
            } catch (IOException e) {
                // The deployment itself goes on: a full disk of the controller must not leave a cluster half-way.
                LOGGER.log(Level.WARNING, e, () -> "The deployments of " + run + " could not be saved");
            }
        }
    }

    private void change(String id, String step, Redactor redactor, Consumer<DeploymentReport> change) {
        List<DeploymentReport> next = new ArrayList<>(getReports());
        DeploymentReport old = find(id);
        DeploymentReport report = old == null ? new DeploymentReport(id, step) : old.copy();
        change.accept(report);
        report.redact(redactor);
        if (old == null) {
            next.add(report);
        } else {
            next.set(next.indexOf(old), report);
        }
        reports = next;
    }

    /**
     * Archives the record of a deployment with its build, as the report has it now. That it cannot be archived is told, and
     * changes nothing else.
     *
     * @param listener is told
     * @param id of a deployment that has a report; for any other nothing is done
     */
    public static void record(Run<?, ?> run, TaskListener listener, String id, String step, Redactor redactor) {
        DeploymentReport report = find(run, id);
        if (report == null) {
            return;
        }
        String path = DeploymentRecord.path(report);
        try {
            BuildArtifact.archive(run, listener, path, DeploymentRecord.of(run, report));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The record of a deployment of " + run + " could not be archived");
            listener.getLogger()
                    .println("[" + step + "] WARNING: The record of the deployment could not be archived: "
                            + Text.shorten(redactor.redact(String.valueOf(e.getMessage())), 500));
            return;
        }
        update(run, id, step, redactor, made -> made.getCircumstances().recordedIn(path));
    }

    /**
     * Finds a deployment of a build.
     *
     * @return null if the build has none of that id
     */
    @CheckForNull
    public static DeploymentReport find(Run<?, ?> run, String id) {
        DeploymentAction action = run.getAction(DeploymentAction.class);
        return action == null ? null : action.find(id);
    }

    @CheckForNull
    private DeploymentReport find(String id) {
        return getReports().stream()
                .filter(report -> report.getId().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Returns one report for each step that deployed or tried to, in the order of their start. */
    @Exported(inline = true)
    public List<DeploymentReport> getReports() {
        return Util.fixNull(reports).stream().filter(Objects::nonNull).toList();
    }

    /** Returns whether a report says that its step runs while the build does not: it was cut off. */
    public boolean isCutOff(DeploymentReport report) {
        return report.getOutcome() == DeploymentReport.Outcome.RUNNING && run != null && !run.isBuilding();
    }

    /**
     * Returns what the page shows of a comparison.
     *
     * @return null if the report is about none, or what the build kept of it cannot be read any more
     */
    @CheckForNull
    public ShownDiff diff(DeploymentReport report) {
        if (run == null || report.getDigest().isEmpty()) {
            return null;
        }
        try {
            return ShownDiff.read(run, report.getId());
        } catch (DeploymentException | IOException e) {
            // The rest of the page does without.
            LOGGER.log(Level.WARNING, e, () -> "What " + run + " would have changed cannot be shown");
            return null;
        }
    }

    /** Returns the build, for the page. */
    public Run<?, ?> getRun() {
        return run;
    }

    @Override
    public void onAttached(Run<?, ?> build) {
        run = build;
    }

    @Override
    public void onLoad(Run<?, ?> build) {
        run = build;
    }

    @Override
    @CheckForNull
    public String getIconFileName() {
        // No link in the side panel: everything is on the build's own page.
        return null;
    }

    @Override
    public String getDisplayName() {
        return Messages.DeploymentAction_DisplayName();
    }

    @Override
    @CheckForNull
    public String getUrlName() {
        // The build's own page and API show it all.
        return null;
    }
}
