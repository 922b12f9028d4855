package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.sync.ApplicationView.Operation;
import io.jenkins.plugins.deploymentsteps.core.sync.ApplicationView.Resource;
import io.jenkins.plugins.deploymentsteps.core.sync.ApplicationView.ResourceResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says in words what is the matter with an application. */
final class ApplicationText {
    /** More names than that help nobody. */
    private static final int MOST = 5;

    /** From best to worst: {@code pkg/health} of Argo CD's gitops-engine. */
    private static final List<String> HEALTH_ORDER =
            List.of("Healthy", "Suspended", "Progressing", "Missing", "Degraded", "Unknown");

    private final SyncRequest request;
    private final ApplicationView app;
    private final WantedRevision wanted;

    ApplicationText(SyncRequest request, ApplicationView app, WantedRevision wanted) {
        this.request = request;
        this.app = app;
        this.wanted = wanted;
    }

    String failure(String what) {
        return "Argo CD application '" + request.application() + "' " + what;
    }

    /** What is live, for whoever has to decide what to do after a failure. */
    String live() {
        return "It is " + or(app.syncStatus(), "not compared") + " and " + or(app.health(), "of unknown health") + ".";
    }

    /** Where the last comparison found the application, for a timeout. */
    String standing() {
        return "It is " + or(app.syncStatus(), "not compared") + " at " + compared() + " and "
                + or(app.health(), "of unknown health") + ".";
    }

    /** The revisions of the last comparison. */
    String compared() {
        return or(String.join(", ", app.comparedRevisions()), "a revision that is not known");
    }

    String tracked() {
        Set<String> tracked = new TreeSet<>(app.trackedRevisions());
        return Text.shorten(String.join(", ", tracked), 200);
    }

    String operation(Operation operation) {
        String by = operation.initiator().equals(ApplicationView.AUTO_SYNC) ? "auto-sync to " : "sync to ";
        return by + wanted + ": " + operation.phase()
                + (operation.message().isEmpty() ? "" : ", " + operation.message());
    }

    String otherOperation(Operation operation) {
        String kind = operation.dryRun() ? "a dry run" : operation.partial() ? "a sync of some resources" : "a sync";
        return kind
                + (operation.revisions().isEmpty()
                        ? ""
                        : " to " + Text.shorten(String.join(", ", operation.revisions()), 200))
                + (operation.initiator().isEmpty() ? "" : " by " + operation.initiator());
    }

    String failedOperation(Operation operation) {
        List<String> resources = operation.resources().stream()
                .filter(ResourceResult::failed)
                .map(r -> (r.hookType().isEmpty() ? "" : r.hookType() + " hook ")
                        + r.name()
                        + (r.message().isEmpty() ? "" : ": " + r.message()))
                .toList();
        // Argo CD's message often repeats what a resource says.
        boolean repeats = operation.resources().stream()
                .anyMatch(r -> r.failed() && operation.message().contains(r.message()));
        return "could not be synced to " + wanted + ". "
                + (repeats ? "" : or(operation.message(), operation.phase()) + (resources.isEmpty() ? "" : " — "))
                + resources(resources);
    }

    String differences() {
        List<String> names = app.resources().stream()
                .filter(r -> r.sync().equals("OutOfSync"))
                .map(Resource::name)
                .toList();
        return names.isEmpty() ? "it" : resources(names);
    }

    String resources(List<String> all) {
        return String.join("; ", all.subList(0, Math.min(MOST, all.size())))
                + (all.size() > MOST ? "; and " + (all.size() - MOST) + " more" : "");
    }

    /** The status with the resources that cause it and their messages. */
    String unhealthy(String health) {
        List<String> causes = new ArrayList<>();
        app.resources().stream()
                .filter(r -> !r.health().isEmpty() && !r.health().equals("Healthy"))
                .sorted(Comparator.comparing((Resource r) -> !r.health().equals(health)))
                .forEach(r -> causes.add(r.name()
                        + (r.health().equals(health) ? "" : " " + r.health())
                        + (r.message().isEmpty() ? "" : " (" + r.message() + ")")));
        if (causes.isEmpty() && !app.healthMessage().isEmpty()) {
            causes.add(app.healthMessage());
        }
        return or(health, "of unknown health") + (causes.isEmpty() ? "" : ": " + resources(causes));
    }

    /**
     * The health of what an operation deployed, when the application is compared with another revision, of which
     * something may be missing rightly.
     */
    String healthOf(@CheckForNull Operation operation) {
        if (operation == null || !app.health().equals("Missing")) {
            return app.health();
        }
        Set<String> deployed = new TreeSet<>();
        operation.resources().forEach(resource -> deployed.add(resource.name()));
        int worst = 0;
        for (Resource resource : app.resources()) {
            boolean counts =
                    deployed.contains(resource.name()) && !resource.health().isEmpty();
            worst = counts ? Math.max(worst, order(resource.health())) : worst;
        }
        return HEALTH_ORDER.get(worst);
    }

    private static int order(String health) {
        int index = HEALTH_ORDER.indexOf(health);
        return index < 0 ? HEALTH_ORDER.size() - 1 : index;
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
