package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Changes files on a branch: reads the tip, edits, commits, pushes. Where somebody pushed in between, the edit is done
 * anew on their tip, so nobody's work is lost and nothing is merged or forced. A value that somebody else set in
 * between is not overwritten: the one who came first wins.
 *
 * <p>It may be run again at any time: what is there already is not committed twice. For one thread.
 */
public final class CommitToRepository {
    /** Between two attempts: from 100 ms, growing by half each time, up to 10 s, half of it by chance. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** How often in a row a push may lose although nobody moved the branch, such as to a lock that somebody left. */
    private static final int MOST_UNMOVED = 8;

    /** While the server is away: from 1 s, doubling, up to {@link #LONGEST_PAUSE}. */
    private static final Duration FIRST_OUTAGE_PAUSE = Duration.ofSeconds(1);

    /** How long to go on asking a server that has not answered once: its name may be wrong. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(30);

    private final GitRepository repository;
    private final DeploymentLog log;
    private final Sleeper sleeper;

    /** Waits between two attempts. */
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    /**
     * Prepares commits to a repository.
     *
     * @param repository is not closed
     * @param log gets one line for each edit, race and commit
     */
    public CommitToRepository(GitRepository repository, DeploymentLog log) {
        this(repository, log, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }

    CommitToRepository(GitRepository repository, DeploymentLog log, Sleeper sleeper) {
        this.repository = repository;
        this.log = log;
        this.sleeper = sleeper;
    }

    /**
     * Makes the changes and pushes them as one commit; if nothing has to change, there is no commit.
     *
     * @param request what to change
     * @param deadline when to give up, also on races
     * @return the commit that holds the wanted state
     * @throws DeploymentException (invalid input, not found) if a change cannot be made; (conflict) if somebody else
     *     changed the same value meanwhile; (forbidden) if the remote refuses the push; (timeout, unavailable)
     * @throws InterruptedException if the thread is interrupted; nothing is pushed after that
     */
    public CommitResult run(CommitRequest request, Deadline deadline) throws DeploymentException, InterruptedException {
        CommitText.checkBranch(request.branch());
        CommitText.checkAuthor(request.author());
        if (request.changes().isEmpty()) {
            throw new DeploymentException(Kind.INVALID_INPUT, "There is nothing to change: 'changes' is empty.");
        }
        for (Change change : request.changes()) {
            change.check();
        }
        String given = request.message();
        String message = given == null || given.isBlank() ? null : CommitText.message(given);
        String warning = repository.warning();
        if (warning != null) {
            log.warn(warning);
        }
        return new Run(request, message, deadline).run();
    }

    private final class Run {
        private final CommitRequest request;

        @CheckForNull
        private final String message;

        private final Deadline deadline;
        private final Map<String, Draft.Edit> firstLooks = new LinkedHashMap<>();
        private final Map<String, List<CommitResult.FileChange>> unanswered = new LinkedHashMap<>();
        private Duration pause = FIRST_PAUSE;
        private Duration outagePause = FIRST_OUTAGE_PAUSE;
        private Duration outage = Duration.ZERO;
        private boolean answeredOnce;
        private int unmoved;
        private int attempts;

        /** The tip on which the last push lost to somebody else's; null if it did not. */
        @CheckForNull
        private String lostTip;

        @CheckForNull
        private String lastReason;

        @CheckForNull
        private String outageTold;

        @CheckForNull
        private List<CommitResult.FileChange> logged;

        Run(CommitRequest request, @CheckForNull String message, Deadline deadline) {
            this.request = request;
            this.message = message;
            this.deadline = deadline;
        }

        CommitResult run() throws DeploymentException, InterruptedException {
            while (true) {
                attempts++;
                try {
                    CommitResult result = attempt();
                    if (result != null) {
                        return result;
                    }
                } catch (DeploymentException e) {
                    if (e.kind() != Kind.UNAVAILABLE || unmoved >= MOST_UNMOVED || !pauseDuringOutage(e)) {
                        throw withUnanswered(e);
                    }
                    continue;
                }
                boolean raced = lostTip != null;
                if (!(raced ? pause() : pauseDuringOutage(null))) {
                    throw tooSlow();
                }
            }
        }

        /** Returns null if it has to be done again. */
        @CheckForNull
        private CommitResult attempt() throws DeploymentException, InterruptedException {
            GitRepository.Tip tip = repository.fetch(request.branch(), deadline);
            answeredOnce = true;
            List<CommitResult.FileChange> arrived = unanswered.get(tip.commit());
            if (arrived != null) {
                log.info("Commit " + tip.commit() + " had arrived on " + request.branch() + " of " + repository.url());
                return new CommitResult(request.branch(), tip.commit(), true, arrived, attempts);
            }
            checkMoved(tip.commit());
            Draft draft = new Draft(tip);
            for (Change change : request.changes()) {
                make(draft, change);
            }
            checkConflict(draft, tip);
            Map<String, byte[]> contents = draft.contents();
            if (contents.isEmpty() && !unanswered.isEmpty()) {
                log.info(request.branch() + " is as wanted at " + tip.commit() + ", so commit " + lastUnanswered()
                        + " had arrived, or somebody else has done the same");
                return new CommitResult(
                        request.branch(), tip.commit(), true, unanswered.get(lastUnanswered()), attempts);
            } else if (contents.isEmpty()) {
                log.info("Nothing to change: " + request.branch() + " is as wanted at " + tip.commit());
                return new CommitResult(request.branch(), tip.commit(), false, List.of(), attempts);
            }
            List<CommitResult.FileChange> files = draft.fileChanges();
            log(files);
            String text = message != null ? message : CommitText.message(request.changes(), files);
            GitRepository.PushOutcome outcome = tip.push(contents, text, request.author());
            if (outcome instanceof GitRepository.PushOutcome.Pushed pushed) {
                log.info("Pushed commit " + pushed.commit() + " to " + request.branch() + " of " + repository.url());
                return new CommitResult(request.branch(), pushed.commit(), true, files, attempts);
            }
            if (outcome instanceof GitRepository.PushOutcome.Unknown unknown) {
                unanswered.put(unknown.commit(), files);
                lastReason = unknown.reason();
                log.warn("Whether commit " + unknown.commit() + " arrived is not known, looking again: "
                        + Text.shorten(lastReason, 500));
                return null;
            }
            outagePause = FIRST_OUTAGE_PAUSE;
            lostTip = tip.commit();
            lastReason = ((GitRepository.PushOutcome.Raced) outcome).reason();
            log.info("Somebody else changed " + request.branch() + " meanwhile (" + Text.shorten(lastReason, 200)
                    + "); doing the edit again on the new tip");
            return null;
        }

        private String lastUnanswered() {
            return List.copyOf(unanswered.keySet()).get(unanswered.size() - 1);
        }

        private DeploymentException withUnanswered(DeploymentException e) {
            return unanswered.isEmpty() ? e : new DeploymentException(e.kind(), e.getMessage() + maybeArrived(), e);
        }

        private String maybeArrived() {
            return " Whether commit " + lastUnanswered()
                    + " arrived could not be found out. Running again is safe: what"
                    + " is there already is not committed twice.";
        }

        private void make(Draft draft, Change change) throws DeploymentException, InterruptedException {
            if (change instanceof Change.SetImage set) {
                new ImageEdit(draft, log, set).make();
            } else if (change instanceof Change.SetKustomizeImage set) {
                new KustomizeImageEdit(draft, set).make();
            } else if (change instanceof Change.SetHelmImage set) {
                new HelmImageEdit(draft, set).make();
            } else if (change instanceof Change.SetValue set) {
                new ValueEdit(draft, set).make();
            }
        }

        /** A push that loses again and again although nobody pushes is no race. */
        private void checkMoved(String tip) throws DeploymentException {
            unmoved = tip.equals(lostTip) ? unmoved + 1 : 0;
            lostTip = null;
            if (unmoved >= MOST_UNMOVED) {
                throw new DeploymentException(
                        Kind.UNAVAILABLE,
                        "Could not push to " + request.branch() + " of " + repository.url() + " in " + (attempts - 1)
                                + " attempts, although nobody else changed it; the remote says: "
                                + Text.shorten(String.valueOf(lastReason), 500)
                                + ". Look whether its server has a stale lock or a full disk.");
            }
        }

        /** Whoever set a value after we began knows more than we do. */
        private void checkConflict(Draft draft, GitRepository.Tip tip) throws DeploymentException {
            for (Map.Entry<String, Draft.Edit> look : draft.looks().entrySet()) {
                Draft.Edit now = look.getValue();
                Draft.Edit first = firstLooks.putIfAbsent(look.getKey(), now);
                boolean overtaken = first != null && now.changes() && !Objects.equals(first.before(), now.before());
                if (overtaken) {
                    throw new DeploymentException(
                            Kind.CONFLICT,
                            now.file() + ", line " + now.line() + ": " + Text.shorten(now.place(), 200) + " was "
                                    + now.shown(first.before()) + " when we began; meanwhile somebody set it to "
                                    + now.shown(now.before()) + " (tip " + tip.commit()
                                    + "). It is not overwritten. Run again if " + now.shown(now.after())
                                    + " is still wanted.");
                }
            }
        }

        private void log(List<CommitResult.FileChange> files) {
            if (files.equals(logged)) {
                return;
            }
            logged = files;
            for (CommitResult.FileChange file : files) {
                file.edits().forEach(edit -> log.info(file.path() + ", " + edit));
            }
        }

        /** Waits before the next attempt; returns false without waiting if the deadline comes first. */
        private boolean pause() throws InterruptedException {
            long most = pause.toMillis();
            long chosen = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
            if (deadline.remaining().toMillis() <= chosen) {
                return false;
            }
            sleeper.sleep(Duration.ofMillis(chosen));
            pause = pause.multipliedBy(3).dividedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
            return true;
        }

        /**
         * Waits until the server may be back.
         *
         * @param e what is told, once; null for a push whose answer was lost, which has been told
         * @return false, without waiting, if there is no point in it
         */
        private boolean pauseDuringOutage(@CheckForNull DeploymentException e) throws InterruptedException {
            long most = outagePause.toMillis();
            Duration chosen =
                    Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
            Duration asked = e == null ? null : e.retryAfter();
            if (asked != null && asked.compareTo(chosen) > 0) {
                chosen = asked.plus(chosen);
            }
            boolean isHopeless = !answeredOnce && asked == null && outage.compareTo(FIRST_PATIENCE) >= 0;
            if (isHopeless || deadline.remaining().compareTo(chosen) <= 0) {
                return false;
            }
            if (e != null && !String.valueOf(e.getMessage()).equals(outageTold)) {
                outageTold = e.getMessage();
                log.warn(outageTold + " Trying again.");
            }
            sleeper.sleep(chosen);
            outage = outage.plus(chosen);
            Duration next = outagePause.multipliedBy(2);
            outagePause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
            return true;
        }

        private DeploymentException tooSlow() {
            String what = "Could not push to " + request.branch() + " of " + repository.url() + " in time; ";
            String times = attempts + (attempts == 1 ? " attempt" : " attempts");
            String last = Text.shorten(String.valueOf(lastReason), 300);
            return new DeploymentException(
                    Kind.TIMEOUT,
                    unanswered.isEmpty()
                            ? what + "others were faster in " + times + " (last: " + last
                                    + "). Nothing was changed. Give it more time, or let fewer builds push at once."
                            : what + "it took " + times + " (last: " + last + ")." + maybeArrived());
        }
    }
}
