package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A deployment to go back to: one of the same job, of the same set, in the same place, that was rolled out, and whose set is
 * still kept.
 *
 * @param run its build
 * @param deployment its id
 * @param kept what it applied
 * @param since what deployments since then have applied, and it has not: what a rollback has to remove
 */
record RollbackTarget(Run<?, ?> run, String deployment, KeptSet kept, Set<ObjectRef.Identity> since) {
    /** Each build that is looked at is read from disk. */
    private static final int MOST_BUILDS = 200;

    /**
     * What to look for.
     *
     * @param set name of the set
     * @param server the API server's URL; null for the only one that the set was deployed to
     * @param namespace of the set; null for the only one
     * @param undone id of the deployment to go back from; null for the last one
     * @param toBuild number of the build to go back to; 0 for the last success before
     * @param except id of the deployment that is the rollback itself
     */
    record Search(
            String set,
            @CheckForNull String server,
            @CheckForNull String namespace,
            @CheckForNull String undone,
            int toBuild,
            String except) {
        private boolean isAbout(DeploymentReport report) {
            return report.getSet().equals(set)
                    && !report.isDryRun()
                    && !report.getId().equals(except)
                    && (server == null || report.getTarget().equals(server))
                    && (namespace == null || report.getNamespace().equals(namespace))
                    && !report.applied().isEmpty();
        }
    }

    private record Deployment(Run<?, ?> run, DeploymentReport report) {
        private boolean isGood() {
            return report.getOutcome().isGood() && KeptSet.isThere(run, report.getId());
        }
    }

    /**
     * Looks through the builds of a job, from one back.
     *
     * @throws DeploymentException (not found) if there is nothing to go back to; (invalid input) if it is not clear what
     */
    static RollbackTarget find(Run<?, ?> run, Search search) throws DeploymentException, IOException {
        return search.undone() == null ? findIn(run, search) : findIn(run, ofUndone(run, search, search.undone()));
    }

    /** The deployment that is undone says itself which set it was of, and where. */
    private static Search ofUndone(Run<?, ?> run, Search search, String undone) throws DeploymentException {
        Run<?, ?> each = run;
        for (int i = 0; each != null && i < MOST_BUILDS; i++) {
            DeploymentReport report = DeploymentAction.find(each, undone);
            if (report != null && report.applied().isEmpty()) {
                throw new DeploymentException(
                        Kind.NOT_FOUND,
                        "Nothing was rolled back: that deployment has applied nothing, so the set is what it was before.");
            } else if (report != null) {
                return new Search(
                        report.getSet(),
                        report.getTarget(),
                        report.getNamespace(),
                        report.getId(),
                        search.toBuild(),
                        search.except());
            }
            each = each.getPreviousBuild();
        }
        throw new DeploymentException(
                Kind.NOT_FOUND,
                "deployment: no build of this job has applied anything under the id '"
                        + Text.shorten(undone, 100)
                        + "'. Give the 'deployment' of the value that kubeApply returned.");
    }

    private static RollbackTarget findIn(Run<?, ?> run, Search search) throws DeploymentException, IOException {
        List<Deployment> deployments = deployments(run, search);
        if (deployments.isEmpty()) {
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    "Nothing was rolled back: no build of this job has deployed the set '"
                            + Text.shorten(search.set(), 100)
                            + "'. The name of a set is the 'set' of kubeApply, or else"
                            + " the job's full name.");
        }
        refuseSeveralPlaces(deployments, search);
        int from = search.undone() == null ? 0 : Math.max(0, index(deployments, search.undone()));
        int to = search.toBuild() > 0 ? ofBuild(deployments, search) : before(run, deployments, from, search);
        Deployment target = deployments.get(to);
        KeptSet kept = KeptSet.read(target.run(), target.report().getId());
        Set<ObjectRef.Identity> since = new HashSet<>();
        deployments.subList(0, to).forEach(each -> since.addAll(each.report().applied()));
        since.removeAll(kept.content().identities());
        return new RollbackTarget(target.run(), target.report().getId(), kept, since);
    }

    private static List<Deployment> deployments(Run<?, ?> run, Search search) {
        List<Deployment> deployments = new ArrayList<>();
        Run<?, ?> each = run;
        for (int i = 0; each != null && i < MOST_BUILDS; i++) {
            DeploymentAction action = each.getAction(DeploymentAction.class);
            List<DeploymentReport> reports = action == null ? List.of() : action.getReports();
            for (int last = reports.size() - 1; last >= 0; last--) {
                if (search.isAbout(reports.get(last))) {
                    deployments.add(new Deployment(each, reports.get(last)));
                }
            }
            each = each.getPreviousBuild();
        }
        return deployments;
    }

    private static void refuseSeveralPlaces(List<Deployment> deployments, Search search) throws DeploymentException {
        Set<String> places = new HashSet<>();
        deployments.forEach(each -> places.add(
                each.report().getTarget() + ", namespace " + each.report().getNamespace()));
        if (places.size() > 1 && search.undone() == null) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "This job has deployed the set '" + Text.shorten(search.set(), 100) + "' to several places: "
                            + String.join("; ", places.stream().sorted().toList())
                            + ". Say by 'namespace' and by 'cluster' or 'credentialsId' which one to roll back.");
        }
    }

    private static int index(List<Deployment> deployments, String id) {
        for (int i = 0; i < deployments.size(); i++) {
            if (deployments.get(i).report().getId().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private static int ofBuild(List<Deployment> deployments, Search search) throws DeploymentException {
        for (int i = 0; i < deployments.size(); i++) {
            Deployment each = deployments.get(i);
            if (each.run().getNumber() == search.toBuild() && each.isGood()) {
                return i;
            }
        }
        throw new DeploymentException(
                Kind.NOT_FOUND,
                "toBuild: build " + search.toBuild() + " of this job has not deployed the set '"
                        + Text.shorten(search.set(), 100)
                        + "' with success, or is gone, and what it applied with it. Builds that have: "
                        + goodBuilds(deployments) + ".");
    }

    private static String goodBuilds(List<Deployment> deployments) {
        List<String> numbers = deployments.stream()
                .filter(Deployment::isGood)
                .map(each -> String.valueOf(each.run().getNumber()))
                .distinct()
                .limit(20)
                .toList();
        return numbers.isEmpty() ? "none" : String.join(", ", numbers);
    }

    private static int before(Run<?, ?> run, List<Deployment> deployments, int from, Search search)
            throws DeploymentException {
        Deployment left = deployments.get(from);
        int start = from;
        String wentTo = left.report().getWentBackTo();
        if (!wentTo.isEmpty() && left.report().getOutcome().isGood()) {
            if (search.undone() == null && left.run().getNumber() == run.getNumber()) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        "This build has rolled the set '" + Text.shorten(search.set(), 100)
                                + "' back already. To go back further, say to which build: toBuild.");
            }
            // What it went back to is what is there: going back goes on from that one.
            int origin = index(deployments, wentTo);
            start = origin < 0 ? from : origin;
        }
        for (int i = start + 1; i < deployments.size(); i++) {
            if (deployments.get(i).isGood()) {
                return i;
            }
        }
        throw new DeploymentException(
                Kind.NOT_FOUND,
                "Nothing was rolled back: there is no earlier deployment of the set '"
                        + Text.shorten(search.set(), 100)
                        + "' that was rolled out and is still kept, so what was applied stays.");
    }
}
