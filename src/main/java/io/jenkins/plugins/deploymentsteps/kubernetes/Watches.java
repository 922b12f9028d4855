package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Watches collections and calls back when one of them changes. What is in an event does not matter, because whoever is
 * called looks for themselves: a stale, doubled or lost event can do no harm (only a late look).
 *
 * <p>A watch begins at the collection's version of now, ends after less than a minute by its own wish, and begins anew,
 * after a growing pause where it failed. Every new beginning calls back, too, since something may have been missed.
 */
final class Watches implements Cluster.Subscription {
    /** Below the limit of a call as a whole. */
    private static final String SECONDS = "50";

    /** A watch that lasted so long had not failed from the beginning. */
    private static final Duration LASTED = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Events come in bursts: a callback waits for the rest of its burst. */
    private static final Duration BURST = Duration.ofMillis(200);

    private final ClusterClient client;
    private final Runnable changed;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Collection<Watch> watches = new CopyOnWriteArrayList<>();

    Watches(ClusterClient client, Runnable changed) {
        this.client = client;
        this.changed = changed;
    }

    /** Begins to watch collections. */
    void open(Collection<ApiUrl> collections) {
        for (ApiUrl collection : collections) {
            Watch watch = new Watch(collection);
            watches.add(watch);
            watch.begin();
        }
    }

    private void tell() {
        if (!closed.get() && scheduled.compareAndSet(false, true)) {
            client.later(BURST, () -> {
                scheduled.set(false);
                if (!closed.get()) {
                    changed.run();
                }
            });
        }
    }

    @Override
    public void close() {
        closed.set(true);
        watches.forEach(Watch::stop);
    }

    /** The watches of one collection, one after the other; of a closed subscription or client none begins. */
    private final class Watch {
        private final ApiUrl collection;
        private volatile Duration pause = FIRST_PAUSE;
        private volatile Runnable open = () -> {};

        Watch(ApiUrl collection) {
            this.collection = collection;
        }

        void stop() {
            open.run();
        }

        /** Notes how to stop, and stops if the subscription was closed meanwhile. */
        private void opened(Runnable stop) {
            open = stop;
            if (closed.get()) {
                stop.run();
            }
        }

        void begin() {
            if (closed.get()) {
                return;
            }
            try {
                CompletableFuture<ClusterAnswer> list =
                        client.send(ClusterRequest.metadata(collection.query("limit", "1")));
                opened(() -> list.cancel(true));
                list.whenComplete((answer, failure) -> follow(answer == null ? "" : version(answer)));
            } catch (DeploymentException e) {
                throw new IllegalStateException("a constant cannot be refused", e);
            }
        }

        private String version(ClusterAnswer answer) {
            try {
                return answer.isSuccess() ? Fields.text(answer.object(), "metadata", "resourceVersion") : "";
            } catch (IOException e) {
                return "";
            }
        }

        private void follow(String version) {
            if (version.isEmpty()) {
                beginLater();
                return;
            }
            CompletableFuture<HttpResponse<AsyncBody>> head;
            try {
                head = client.stream(
                        collection
                                .query("watch", "1")
                                .query("timeoutSeconds", SECONDS)
                                .query("resourceVersion", version),
                        (bytes, body) -> {
                            tell();
                            body.consume();
                        });
            } catch (DeploymentException e) {
                beginLater();
                return;
            }
            opened(() -> head.cancel(true));
            long start = System.nanoTime();
            head.whenComplete((response, failure) -> {
                if (response == null) {
                    beginLater();
                } else {
                    read(response, start);
                }
            });
        }

        private void read(HttpResponse<AsyncBody> response, long start) {
            AsyncBody body = response.body();
            body.done().whenComplete((done, problem) -> {
                if (System.nanoTime() - start > LASTED.toNanos()) {
                    pause = FIRST_PAUSE;
                    begin();
                    tell();
                } else {
                    beginLater();
                }
            });
            opened(body::cancel);
            if (response.code() != 200) {
                body.cancel();
            } else if (!closed.get()) {
                body.consume();
                // Between whoever's last look and now, something may have changed.
                tell();
            }
        }

        private void beginLater() {
            if (closed.get()) {
                return;
            }
            Duration now = pause;
            pause = now.compareTo(LONGEST_PAUSE.dividedBy(2)) > 0 ? LONGEST_PAUSE : now.multipliedBy(2);
            long jittered = ThreadLocalRandom.current().nextLong(now.toMillis() / 2, now.toMillis() + 1);
            client.later(Duration.ofMillis(jittered), this::begin);
        }
    }
}
