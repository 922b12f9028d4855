package io.jenkins.plugins.deploymentsteps.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.deploymentsteps.core.DeploymentResult;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ObjectRollout;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What one step did or does, as the build keeps it: names, counts and texts for people, no secret.
 *
 * <p>A plain class of texts, numbers, truth values and lists, because Jenkins writes it into the build's XML. Once it
 * is in a {@link DeploymentAction} it does not change any more; a change is made on a copy that takes its place.
 */
@ExportedBean(defaultVisibility = 999)
public final class DeploymentReport {
    /** A page with more rows than that helps nobody; the log has the rest. */
    private static final int MOST_ROWS = 1_000;

    private static final int LONGEST_TEXT = 2_000;

    /** How far a deployment is. */
    public enum Outcome {
        /** Not at its end yet. */
        RUNNING,
        /** Applied or started, and not waited for. */
        STARTED,
        /** At its end, as wanted. */
        SUCCEEDED,
        /** At its end, as wanted, and there was nothing to change. */
        NO_CHANGE,
        /** At its end, and not as wanted. */
        FAILED,
        /** The time was up before it was as wanted. */
        TIMED_OUT,
        /** Ended by somebody. */
        ABORTED,
        /** Not begun, because a newer deployment of the same takes its place. */
        SUPERSEDED;

        /** Returns whether everything is as wanted. */
        public boolean isGood() {
            return this == SUCCEEDED || this == NO_CHANGE;
        }
    }

    private String id;
    private String step;
    private Outcome outcome = Outcome.RUNNING;
    private String message = "";
    private String target = "";
    private String namespace = "";
    private String set = "";
    private boolean dryRun;
    private String branch = "";
    private String commit = "";
    private boolean changed;
    private List<ObjectReport> objects = new ArrayList<>();
    private List<FileReport> files = new ArrayList<>();
    private List<ApplicationReport> applications = new ArrayList<>();
    private List<String> images = new ArrayList<>();
    private int leftOut;
    private String digest = "";
    private boolean drift;
    private String wentBackTo = "";
    private List<RunningImage> digests = new ArrayList<>();
    private Circumstances circumstances = new Circumstances(System.currentTimeMillis());

    /** Whether every object was found as it was to be; what a build.xml without it means is not known. */
    private boolean unchanged;

    @CheckForNull
    private PendingRollout pendingRollout;

    DeploymentReport(String id, String step) {
        this.id = id;
        this.step = step;
    }

    /**
     * A build.xml that lacks something is read as if that were empty. What became of a deployment whose outcome is not
     * known, nobody may take for a success.
     */
    private Object readResolve() {
        id = Util.fixNull(id);
        step = Util.fixNull(step);
        outcome = outcome == null ? Outcome.FAILED : outcome;
        message = Util.fixNull(message);
        target = Util.fixNull(target);
        namespace = Util.fixNull(namespace);
        set = Util.fixNull(set);
        branch = Util.fixNull(branch);
        commit = Util.fixNull(commit);
        digest = Util.fixNull(digest);
        wentBackTo = Util.fixNull(wentBackTo);
        objects = without(objects);
        files = without(files);
        applications = without(applications);
        images = without(images);
        digests = without(digests);
        circumstances = circumstances == null ? new Circumstances(0) : circumstances;
        return this;
    }

    private static <T> List<T> without(@CheckForNull List<T> rows) {
        List<T> known = new ArrayList<>(Util.fixNull(rows));
        known.removeIf(Objects::isNull);
        return known;
    }

    /** Returns a copy that may be changed. */
    DeploymentReport copy() {
        DeploymentReport copy = new DeploymentReport(id, step);
        copy.outcome = outcome;
        copy.message = message;
        copy.target = target;
        copy.namespace = namespace;
        copy.set = set;
        copy.dryRun = dryRun;
        copy.branch = branch;
        copy.commit = commit;
        copy.changed = changed;
        copy.objects = new ArrayList<>(objects);
        copy.files = new ArrayList<>(files);
        copy.applications = new ArrayList<>(applications);
        copy.images = new ArrayList<>(images);
        copy.leftOut = leftOut;
        copy.digest = digest;
        copy.drift = drift;
        copy.wentBackTo = wentBackTo;
        copy.digests = new ArrayList<>(digests);
        copy.circumstances = circumstances.copy();
        copy.unchanged = unchanged;
        copy.pendingRollout = pendingRollout;
        return copy;
    }

    /** Removes secrets, and what could forge text, from everything that came from elsewhere. */
    void redact(Redactor redactor) {
        message = clean(redactor, message);
        target = clean(redactor, target);
        namespace = clean(redactor, namespace);
        set = clean(redactor, set);
        branch = clean(redactor, branch);
        commit = clean(redactor, commit);
        objects.replaceAll(object -> object.redact(text -> clean(redactor, text)));
        files.replaceAll(file -> file.redact(text -> clean(redactor, text)));
        applications.replaceAll(application -> application.redact(text -> clean(redactor, text)));
        images.replaceAll(image -> clean(redactor, image));
        digests.replaceAll(image -> image.redact(text -> clean(redactor, text)));
        circumstances.redact(text -> clean(redactor, text));
    }

    private static String clean(Redactor redactor, String text) {
        String clean = Text.printable(redactor.redact(text));
        return clean.length() <= LONGEST_TEXT ? clean : Text.shorten(clean, LONGEST_TEXT);
    }

    /** Says how far it is, and why if it failed. */
    public void end(Outcome how, String why) {
        outcome = how;
        message = why;
        circumstances.ended(how == Outcome.RUNNING ? 0 : System.currentTimeMillis());
    }

    /** Says that it is at its end and everything is as wanted. */
    public void succeed() {
        end(unchanged ? Outcome.NO_CHANGE : Outcome.SUCCEEDED, message);
    }

    /** Says that what is found unchanged may have been changed by an earlier look of the same deployment. */
    public void mayHaveChanged() {
        unchanged = false;
    }

    /** Says which images run, by the image as the manifests have it. */
    public void runs(Map<String, List<String>> digestsOfImages) {
        digests = new ArrayList<>();
        digestsOfImages.forEach((image, each) -> digests.add(new RunningImage(image, cut(each))));
        digests = new ArrayList<>(cut(digests));
    }

    /** Says on which server or repository it works, as a URL without user info. */
    public void on(String url) {
        target = url;
    }

    /** Says which namespace objects without one go to. */
    public void in(@CheckForNull String defaultNamespace) {
        namespace = defaultNamespace == null ? "" : defaultNamespace;
    }

    /** Says which set the objects are of. */
    public void of(String setName) {
        set = setName;
    }

    /** Says which deployment's set it applies again. */
    public void wentBackTo(String deployment) {
        wentBackTo = deployment;
    }

    /**
     * Says which plan it applies.
     *
     * @param planDigest what tells the plan from any other
     */
    public void applies(String plan, String planDigest) {
        circumstances.applies(plan);
        digest = planDigest;
    }

    /** Keeps what is left to wait for, for a later step of the same build. */
    public void leave(@CheckForNull PendingRollout rollout) {
        pendingRollout = rollout;
    }

    /**
     * Takes over what a use case did, complete or up to its failure.
     *
     * @param result of a use case; one that says nothing about objects, files or applications changes nothing
     */
    public void took(DeploymentResult result) {
        if (result instanceof ApplyResult applied) {
            took(applied);
        } else if (result instanceof RolloutResult rollout) {
            took(rollout);
        } else if (result instanceof PruneResult pruned) {
            took(pruned);
        } else if (result instanceof SetDiff diff) {
            took(diff);
        } else if (result instanceof CommitResult committed) {
            branch = committed.branch();
            commit = committed.commit();
            changed = committed.changed();
            unchanged = !changed;
            files = new ArrayList<>(cut(committed.files()).stream()
                    .map(file -> new FileReport(file.path(), cut(file.edits())))
                    .toList());
        } else if (result instanceof SyncResult synced) {
            applications.removeIf(each -> each.getName().equals(synced.application()));
            applications.add(new ApplicationReport(
                    synced.application(), synced.revision(), synced.sync(), synced.health(), synced.message()));
            addImages(synced.images());
        }
    }

    private void took(ApplyResult applied) {
        dryRun = applied.dryRun();
        objects = new ArrayList<>(cut(applied.objects()).stream()
                .map(object -> new ObjectReport(
                        object.ref().apiVersion(),
                        object.ref().kind(),
                        object.ref().namespace(),
                        object.ref().name(),
                        object.action().name().toLowerCase(Locale.ROOT),
                        object.message()))
                .toList());
        unchanged = !applied.objects().isEmpty()
                && applied.objects().stream().allMatch(object -> object.action() == AppliedObject.Action.UNCHANGED);
        images = new ArrayList<>();
        leftOut = applied.objects().size() - objects.size();
        addImages(applied.objects().stream()
                .map(AppliedObject::images)
                .flatMap(List::stream)
                .toList());
    }

    /** Says what would become of each object, and how many fields differ; their values are no part of this. */
    private void took(SetDiff diff) {
        dryRun = true;
        digest = diff.digest();
        drift = diff.isDrift();
        objects = new ArrayList<>(cut(diff.objects()).stream()
                .map(object -> new ObjectReport(
                        object.ref().apiVersion(),
                        object.ref().kind(),
                        object.ref().namespace(),
                        object.ref().name(),
                        object.actionName(),
                        object.count() == 0
                                ? object.note()
                                : object.count() + (object.count() == 1 ? " field" : " fields")))
                .toList());
        leftOut = diff.objects().size() - objects.size();
        PrunePlan prune = diff.prune();
        if (prune != null) {
            took(prune.preview(diff.cluster()));
        }
    }

    /** Says of each object that is not ready why. */
    private void took(RolloutResult rollout) {
        for (ObjectRollout awaited : rollout.objects()) {
            if (awaited.state() != Readiness.State.READY) {
                objects.replaceAll(
                        object -> object.isAbout(awaited.ref()) ? object.because(awaited.message()) : object);
            }
        }
    }

    /** Adds what was pruned or kept behind what was applied, in place of what an earlier wait said of it. */
    private void took(PruneResult pruned) {
        Set<ObjectRef.Identity> told =
                pruned.objects().stream().map(object -> object.ref().identity()).collect(Collectors.toSet());
        objects.removeIf(object -> told.contains(object.identity()));
        List<ObjectReport> rows = pruned.objects().stream()
                .map(object -> new ObjectReport(
                        object.ref().apiVersion(),
                        object.ref().kind(),
                        object.ref().namespace(),
                        object.ref().name(),
                        object.action().name().toLowerCase(Locale.ROOT),
                        object.message()))
                .toList();
        int room = Math.min(rows.size(), MOST_ROWS - Math.min(MOST_ROWS, objects.size()));
        objects.addAll(rows.subList(0, room));
        unchanged = unchanged
                && pruned.objects().stream().noneMatch(object -> object.action() == PrunedObject.Action.PRUNED);
        leftOut += rows.size() - room;
    }

    private void addImages(List<String> more) {
        TreeSet<String> all = new TreeSet<>(images);
        all.addAll(more);
        images = new ArrayList<>(cut(List.copyOf(all)));
    }

    private static <T> List<T> cut(List<T> rows) {
        return rows.size() <= MOST_ROWS ? rows : rows.subList(0, MOST_ROWS);
    }

    /** Returns by what a later step of the build names this deployment. */
    @Exported
    public String getId() {
        return id;
    }

    /** Returns the step's name as a Jenkinsfile has it. */
    @Exported
    public String getStep() {
        return step;
    }

    /** Returns how far it is. */
    @Exported
    public Outcome getOutcome() {
        return outcome;
    }

    /** Returns how far it is in the words of the value that a step returns, and of the record. */
    @Exported
    public String getResult() {
        if (dryRun && outcome.isGood()) {
            return "dry-run";
        } else if (outcome == Outcome.SUCCEEDED) {
            return commit.isEmpty() ? "deployed" : "committed";
        }
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns who and which commit it comes from, and how long it took; it may be changed before it is kept. */
    @Exported(inline = true)
    public Circumstances getCircumstances() {
        return circumstances;
    }

    /** Returns the images that run since then, with their digests; none before everything is rolled out. */
    @Exported
    public List<RunningImage> getDigests() {
        return List.copyOf(digests);
    }

    /** Returns one or several lines for people: a summary or why it failed. */
    @Exported
    public String getMessage() {
        return message;
    }

    /** Returns the URL of the cluster, the repository or the Argo CD server; empty before it is known. */
    @Exported
    public String getTarget() {
        return target;
    }

    /** Returns the namespace for objects without one; empty if there is none. */
    @Exported
    public String getNamespace() {
        return namespace;
    }

    /** Returns the name of the set that the objects are of; empty if this is not about one. */
    @Exported
    public String getSet() {
        return set == null ? "" : set;
    }

    /** Returns which objects the cluster holds since this deployment. */
    public Set<ObjectRef.Identity> applied() {
        return objects.stream()
                .filter(ObjectReport::isApplied)
                .map(ObjectReport::identity)
                .collect(Collectors.toSet());
    }

    /** Returns whether nothing was stored. */
    @Exported
    public boolean isDryRun() {
        return dryRun;
    }

    /** Returns the branch that was changed; empty if none was. */
    @Exported
    public String getBranch() {
        return branch;
    }

    /** Returns the commit that holds the wanted state; empty if this is not about one. */
    @Exported
    public String getCommit() {
        return commit;
    }

    /** Returns whether a commit was made. */
    @Exported
    public boolean isChanged() {
        return changed;
    }

    /** Returns the objects that were applied, in that order. */
    @Exported
    public List<ObjectReport> getObjects() {
        return List.copyOf(objects);
    }

    /** Returns the files that were changed. */
    @Exported
    public List<FileReport> getFiles() {
        return List.copyOf(files);
    }

    /** Returns the applications that were followed. */
    @Exported
    public List<ApplicationReport> getApplications() {
        return List.copyOf(applications);
    }

    /** Returns the images of all objects or applications, sorted. */
    @Exported
    public List<String> getImages() {
        return List.copyOf(images);
    }

    /** Returns how many objects there are beyond those listed here. */
    @Exported
    public int getLeftOut() {
        return leftOut;
    }

    /** Returns what tells a plan from any other; empty if this is not about one. */
    @Exported
    public String getDigest() {
        return digest == null ? "" : digest;
    }

    /** Returns whether the cluster was found to differ. */
    @Exported
    public boolean isDrift() {
        return drift;
    }

    /** Returns the id of the deployment whose set was applied again; empty if this is no rollback. */
    @Exported
    public String getWentBackTo() {
        return wentBackTo == null ? "" : wentBackTo;
    }

    /** Returns what was left to wait for, or null. */
    @CheckForNull
    public PendingRollout pendingRollout() {
        return pendingRollout;
    }
}
