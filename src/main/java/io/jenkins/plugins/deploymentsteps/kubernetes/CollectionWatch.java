package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Watches one collection for all who wait for something in it, and wakes those whom a change concerns. What an event says
 * beyond that does not matter, because whoever is woken looks for themselves: a stale, doubled or lost event can do no harm
 * (only a late look).
 *
 * <p>A stream begins at the collection's version of now, ends after less than a minute by its own wish, and goes on from the
 * last version seen, after a growing pause where it failed. Where the server no longer knows that version, the collection's
 * version of now is asked for again, and everybody is woken, since something may have been missed.
 */
final class CollectionWatch {
    /** Below the limit of a call as a whole. */
    private static final String SECONDS = "50";

    /** A stream that lasted so long had not failed from the beginning. */
    private static final Duration LASTED = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int GONE = 410;

    private final ClusterClient client;
    private final ApiUrl collection;
    private final boolean isOfPods;
    private final Map<String, Set<Waiter>> waiters = new HashMap<>();
    private volatile boolean closed;
    private volatile boolean live;
    private volatile String version = "";
    private volatile Duration pause = FIRST_PAUSE;
    private volatile Runnable open = () -> {};

    /** Somebody who waits for something in a collection. */
    interface Waiter {
        /**
         * What they wait for may have changed; returns quickly.
         *
         * @param onlyPods whether it is a pod that belongs to it, of which many change in a row
         */
        void wake(boolean onlyPods);
    }

    CollectionWatch(ClusterClient client, ApiUrl collection, boolean isOfPods) {
        this.client = client;
        this.collection = collection;
        this.isOfPods = isOfPods;
    }

    /** Whether a change would be seen now. */
    boolean isLive() {
        return live;
    }

    /** Has somebody woken by changes with that key; see {@link WatchEvent#keys}. */
    void join(String key, Waiter waiter) {
        synchronized (waiters) {
            waiters.computeIfAbsent(key, k -> new HashSet<>(2)).add(waiter);
        }
    }

    /**
     * Ends that.
     *
     * @return whether nobody is left
     */
    boolean leave(String key, Waiter waiter) {
        synchronized (waiters) {
            Set<Waiter> others = waiters.get(key);
            if (others != null && others.remove(waiter) && others.isEmpty()) {
                waiters.remove(key);
            }
            return waiters.isEmpty();
        }
    }

    private void wake(Iterable<String> keys) {
        Set<Waiter> concerned = new HashSet<>();
        synchronized (waiters) {
            for (String key : keys) {
                concerned.addAll(waiters.getOrDefault(key, Set.of()));
            }
        }
        concerned.forEach(waiter -> waiter.wake(isOfPods));
    }

    private void wakeAll() {
        Set<String> keys;
        synchronized (waiters) {
            keys = new HashSet<>(waiters.keySet());
        }
        wake(keys);
    }

    /** Stops for good. */
    void stop() {
        closed = true;
        live = false;
        open.run();
    }

    /** Notes how to stop, and stops if that was asked for meanwhile. */
    private void opened(Runnable stop) {
        open = stop;
        if (closed) {
            stop.run();
        }
    }

    /** Begins at the version of now. */
    void begin() {
        if (closed) {
            return;
        }
        try {
            CompletableFuture<ClusterAnswer> list =
                    client.send(ClusterRequest.metadata(collection.query("limit", "1")));
            opened(() -> list.cancel(true));
            list.whenComplete((answer, failure) -> {
                version = answer == null ? "" : version(answer);
                if (version.isEmpty()) {
                    goOnLater();
                } else {
                    follow(true);
                }
            });
        } catch (DeploymentException e) {
            throw new IllegalStateException("a constant cannot be refused", e);
        }
    }

    private static String version(ClusterAnswer answer) {
        try {
            return answer.isSuccess() ? Fields.text(answer.object(), "metadata", "resourceVersion") : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** @param missed whether something may have changed that nobody was woken for */
    private void follow(boolean missed) {
        if (closed) {
            return;
        }
        EventLines lines = new EventLines(this::received);
        CompletableFuture<HttpResponse<AsyncBody>> head;
        try {
            head = client.stream(
                    collection
                            .query("watch", "1")
                            .query("allowWatchBookmarks", "true")
                            .query("timeoutSeconds", SECONDS)
                            .query("resourceVersion", version),
                    ClusterRequest.METADATA_OF_OBJECT,
                    (bytes, body) -> {
                        if (lines.take(bytes) && !version.isEmpty()) {
                            body.consume();
                        } else {
                            version = "";
                            body.cancel();
                        }
                    });
        } catch (DeploymentException e) {
            throw new IllegalStateException("a constant cannot be refused", e);
        }
        opened(() -> head.cancel(true));
        long start = System.nanoTime();
        head.whenComplete((response, failure) -> {
            if (response == null) {
                goOnLater();
            } else {
                read(response, start, missed);
            }
        });
    }

    private void read(HttpResponse<AsyncBody> response, long start, boolean missed) {
        AsyncBody body = response.body();
        body.done().whenComplete((done, problem) -> {
            live = false;
            if (System.nanoTime() - start > LASTED.toNanos()) {
                pause = FIRST_PAUSE;
                goOn();
            } else {
                goOnLater();
            }
        });
        opened(body::cancel);
        if (response.code() != 200) {
            if (response.code() == GONE) {
                version = "";
            }
            body.cancel();
        } else if (!closed) {
            live = true;
            body.consume();
            if (missed) {
                wakeAll();
            }
        }
    }

    private void received(byte[] line) {
        Map<String, Object> content;
        try {
            content = Json.object(line);
        } catch (IOException e) {
            version = "";
            return;
        }
        WatchEvent event = WatchEvent.of(content);
        if (event.type().equals("ERROR")) {
            // As a rule 410: the version is too old by now.
            version = "";
            return;
        }
        if (!event.version().isEmpty()) {
            version = event.version();
        }
        if (!event.type().equals("BOOKMARK")) {
            wake(event.keys());
        }
    }

    private void goOn() {
        if (version.isEmpty()) {
            begin();
        } else {
            follow(false);
        }
    }

    private void goOnLater() {
        if (closed) {
            return;
        }
        Duration now = pause;
        pause = now.compareTo(LONGEST_PAUSE.dividedBy(2)) > 0 ? LONGEST_PAUSE : now.multipliedBy(2);
        long jittered = ThreadLocalRandom.current().nextLong(now.toMillis() / 2, now.toMillis() + 1);
        client.later(Duration.ofMillis(jittered), this::goOn);
    }
}
