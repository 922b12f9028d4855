package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks many things of a server, some of them in flight at any time. */
final class InFlight<Q, A> {
    /** Beyond it an API server gets no faster, and its fairness makes others wait. */
    private static final int MOST = 16;

    private final List<Q> questions;
    private final Ask<Q, A> ask;
    private final Object[] answers;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger missing;
    private final Set<CompletableFuture<A>> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Asks one thing; from any thread. */
    interface Ask<Q, A> {
        CompletableFuture<A> ask(Q question) throws DeploymentException;
    }

    private InFlight(List<Q> questions, Ask<Q, A> ask) {
        this.questions = questions;
        this.ask = ask;
        this.answers = new Object[questions.size()];
        this.missing = new AtomicInteger(questions.size());
    }

    /**
     * Asks everything and waits for all answers.
     *
     * @return the answers in the order of the questions
     * @throws DeploymentException the first one that an answer failed with; what was not asked by then is not asked any
     *     more, and what is in flight is given up
     * @throws InterruptedException at once if the thread is interrupted; likewise
     */
    static <Q, A> List<A> all(List<Q> questions, Ask<Q, A> ask) throws DeploymentException, InterruptedException {
        return new InFlight<>(questions, ask).run();
    }

    @SuppressWarnings("unchecked") // only answers are put there, and all are there
    private List<A> run() throws DeploymentException, InterruptedException {
        if (questions.isEmpty()) {
            return List.of();
        }
        for (int i = 0; i < MOST; i++) {
            goOn();
        }
        try {
            ClusterClient.await(done);
        } finally {
            open.forEach(request -> request.cancel(true));
        }
        return (List<A>) new ArrayList<>(Arrays.asList(answers));
    }

    /** Asks until something is in flight; a loop, because answers that are there at once must not pile up on the stack. */
    private void goOn() {
        while (!done.isDone()) {
            int index = next.getAndIncrement();
            if (index >= answers.length) {
                return;
            }
            CompletableFuture<A> answer;
            try {
                answer = ask.ask(questions.get(index));
            } catch (DeploymentException | RuntimeException e) {
                done.completeExceptionally(e);
                return;
            }
            if (!answer.isDone()) {
                open.add(answer);
                answer.whenComplete((value, failure) -> {
                    open.remove(answer);
                    took(index, value, failure);
                    goOn();
                });
                if (done.isDone()) {
                    // Ended between the loop's condition and here.
                    answer.cancel(true);
                }
                return;
            }
            answer.whenComplete((value, failure) -> took(index, value, failure));
        }
    }

    private void took(int index, @CheckForNull A answer, @CheckForNull Throwable failure) {
        if (failure != null) {
            done.completeExceptionally(failure);
            return;
        }
        answers[index] = answer;
        if (missing.decrementAndGet() == 0) {
            done.complete(null);
        }
    }
}
