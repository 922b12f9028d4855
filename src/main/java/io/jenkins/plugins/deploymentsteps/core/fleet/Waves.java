package io.jenkins.plugins.deploymentsteps.core.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * In which order clusters are deployed to: in waves of so many at a time, each of which begins once all clusters of the one
 * before are rolled out. Decides by how far the clusters are alone, so that whoever asks may be restarted in between.
 *
 * @param batch how many clusters a wave has; at least 1
 * @param stopsAtBad whether no further wave begins after one with a cluster that is not as wanted
 * @param rollsBack whether clusters that were deployed go back after a failure, the last wave first
 */
public record Waves(int batch, boolean stopsAtBad, boolean rollsBack) {
    /** What to do now. */
    public sealed interface Next {
        /** These begin, side by side. */
        record Begin(List<Integer> clusters) implements Next {}

        /** These go back, side by side. */
        record RollBack(List<Integer> clusters) implements Next {}

        /** Nothing, until something goes on no more. */
        record Wait() implements Next {}

        /** Nothing any more. */
        record End() implements Next {}
    }

    /** Checks the batch. */
    public Waves {
        if (batch < 1) {
            throw new IllegalArgumentException("batch " + batch);
        }
    }

    /** Decides by how far each cluster is, in their order. */
    public Next next(List<ClusterOutcome> clusters) {
        if (clusters.stream().anyMatch(ClusterOutcome::isGoingOn)) {
            return new Next.Wait();
        }
        if (stopsAtBad && clusters.stream().anyMatch(ClusterOutcome::isBad)) {
            return rollsBack && clusters.stream().anyMatch(ClusterOutcome::isFailure) ? back(clusters) : new Next.End();
        }
        for (int wave = 0; wave < count(clusters.size()); wave++) {
            List<Integer> open = in(wave, clusters, outcome -> outcome == ClusterOutcome.NOT_BEGUN);
            if (!open.isEmpty()) {
                return new Next.Begin(open);
            }
        }
        return new Next.End();
    }

    private Next back(List<ClusterOutcome> clusters) {
        for (int wave = count(clusters.size()) - 1; wave >= 0; wave--) {
            List<Integer> deployed = in(wave, clusters, outcome -> outcome == ClusterOutcome.DEPLOYED);
            if (!deployed.isEmpty()) {
                return new Next.RollBack(deployed);
            }
        }
        return new Next.End();
    }

    private List<Integer> in(int wave, List<ClusterOutcome> clusters, Predicate<ClusterOutcome> which) {
        return new ArrayList<>(IntStream.range(wave * batch, Math.min((wave + 1) * batch, clusters.size()))
                .filter(i -> which.test(clusters.get(i)))
                .boxed()
                .toList());
    }

    /** Returns how many waves so many clusters make. */
    public int count(int clusters) {
        return (clusters + batch - 1) / batch;
    }

    /** Returns in which wave a cluster is, from 1. */
    public int of(int cluster) {
        return cluster / batch + 1;
    }
}
