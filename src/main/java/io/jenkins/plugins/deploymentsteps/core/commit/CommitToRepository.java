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

    /** How often in a row the server may fail to answer a read. */
    private static final int MOST_UNAVAILABLE = 3;

    private final GitRepository repository;
    private final DeploymentLog log;

    /**
     * Prepares commits to a repository.
     *
     * @param repository is not closed
     * @param log gets one line for each edit, race and commit
     */
    public CommitToRepository(GitRepository repository, DeploymentLog log) {
        this.repository = repository;
        this.log = log;
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
        private Duration pause = FIRST_PAUSE;
        private int unavailable;
        private int unmoved;
        private int attempts;

        @CheckForNull
        private String lastTip;

        @CheckForNull
        private String lastReason;

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
                    boolean again =
                            e.kind() == Kind.UNAVAILABLE && unmoved < MOST_UNMOVED && ++unavailable < MOST_UNAVAILABLE;
                    if (!again || !pause()) {
                        throw e;
                    }
                    log.warn(e.getMessage() + " Trying again.");
                    continue;
                }
                if (!pause()) {
                    throw tooSlow();
                }
            }
        }

        /** Returns null if it has to be done again. */
        @CheckForNull
        private CommitResult attempt() throws DeploymentException, InterruptedException {
            GitRepository.Tip tip = repository.fetch(request.branch(), deadline);
            checkMoved(tip.commit());
            Draft draft = new Draft(tip);
            for (Change change : request.changes()) {
                make(draft, change);
            }
            checkConflict(draft, tip);
            Map<String, byte[]> contents = draft.contents();
            if (contents.isEmpty()) {
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
            unavailable = 0;
            lastReason = ((GitRepository.PushOutcome.Raced) outcome).reason();
            log.info("Somebody else changed " + request.branch() + " meanwhile (" + Text.shorten(lastReason, 200)
                    + "); doing the edit again on the new tip");
            return null;
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
            unmoved = tip.equals(lastTip) ? unmoved + 1 : 0;
            lastTip = tip;
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
            Thread.sleep(chosen);
            pause = pause.multipliedBy(3).dividedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
            return true;
        }

        private DeploymentException tooSlow() {
            return new DeploymentException(
                    Kind.TIMEOUT,
                    "Could not push to " + request.branch() + " of " + repository.url() + " in time; others were"
                            + " faster in " + attempts + (attempts == 1 ? " attempt" : " attempts") + " (last: "
                            + Text.shorten(String.valueOf(lastReason), 300)
                            + "). Nothing was changed. Give it more time, or let fewer builds push at once.");
        }
    }
}
