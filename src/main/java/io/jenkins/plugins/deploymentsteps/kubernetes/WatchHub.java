package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * All watches of one cluster by one user: each collection is watched once, however many wait for something in it, and no
 * longer than somebody does.
 */
final class WatchHub {
    /**
     * A stream takes one of the HTTP client's threads and places, and requests need some, too. Who gets no stream any more
     * looks by themselves from time to time.
     */
    private static final int MOST_STREAMS = 96;

    /** Pods come and go by the dozen: whoever waits for a workload looks once for all of them. */
    private static final Duration PODS_SETTLE = Duration.ofMillis(500);

    private final ClusterClient client;
    private final Map<String, CollectionWatch> watches = new HashMap<>();

    /**
     * Something to be told of.
     *
     * @param collection what it is in
     * @param isOfPods whether that collection is of pods
     * @param key see {@link WatchEvent#keys}
     */
    record Interest(ApiUrl collection, boolean isOfPods, String key) {}

    WatchHub(ClusterClient client) {
        this.client = client;
    }

    /** Returns how many collections are watched. */
    synchronized int streams() {
        return watches.size();
    }

    /**
     * Begins a subscription that is not interested in anything yet.
     *
     * @param changed called from any thread; returns quickly and does not throw
     */
    Subscription subscribe(Runnable changed) {
        return new Subscription(changed);
    }

    /** A subscription of one who waits. */
    final class Subscription implements Cluster.Subscription, CollectionWatch.Waiter {
        private final Runnable changed;
        private final AtomicBoolean settling = new AtomicBoolean();
        private final List<Joined> joined = new ArrayList<>(2);
        private boolean isComplete;
        private volatile boolean closed;

        private record Joined(String collection, CollectionWatch watch, String key) {}

        private Subscription(Runnable changed) {
            this.changed = changed;
        }

        /** Takes part in the watches of these interests; once. */
        void to(List<Interest> interests) {
            List<CollectionWatch> begun = new ArrayList<>();
            synchronized (WatchHub.this) {
                if (closed) {
                    return;
                }
                isComplete = true;
                for (Interest interest : interests) {
                    String collection = interest.collection().toString();
                    CollectionWatch watch = watches.get(collection);
                    if (watch == null && watches.size() < MOST_STREAMS) {
                        watch = new CollectionWatch(client, interest.collection(), interest.isOfPods());
                        watches.put(collection, watch);
                        begun.add(watch);
                    }
                    if (watch == null) {
                        isComplete = false;
                    } else {
                        watch.join(interest.key(), this);
                        joined.add(new Joined(collection, watch, interest.key()));
                    }
                }
            }
            begun.forEach(CollectionWatch::begin);
        }

        @Override
        public boolean isLive() {
            synchronized (WatchHub.this) {
                return isComplete
                        && joined.stream().allMatch(each -> each.watch().isLive());
            }
        }

        @Override
        public void wake(boolean onlyPods) {
            if (closed) {
                return;
            }
            if (!onlyPods) {
                changed.run();
            } else if (settling.compareAndSet(false, true)) {
                client.later(PODS_SETTLE, () -> {
                    settling.set(false);
                    if (!closed) {
                        changed.run();
                    }
                });
            }
        }

        @Override
        public void close() {
            List<CollectionWatch> abandoned = new ArrayList<>();
            synchronized (WatchHub.this) {
                closed = true;
                for (Joined each : joined) {
                    if (each.watch().leave(each.key(), this)) {
                        watches.remove(each.collection());
                        abandoned.add(each.watch());
                    }
                }
                joined.clear();
            }
            abandoned.forEach(CollectionWatch::stop);
        }
    }
}
