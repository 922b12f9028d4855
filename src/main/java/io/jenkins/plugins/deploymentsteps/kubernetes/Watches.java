package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Watches collections and calls back when one of them changes. What is in an event does not matter, because whoever is
 * called looks for themselves: a stale, doubled or lost event can do no harm (only a late look).
 *
 * <p>A watch begins at the collection's version of now, ends after less than a minute by its own wish, and begins anew,
 * after a growing pause where it failed. Every new beginning calls back, too, since something may have been missed.
 */
final class Watches implements Cluster.Subscription {
    /** Below the limit of a call as a whole. */
    private static final int SECONDS = 50;

    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    /** Events come in bursts: a callback waits for the rest of its burst. */
    private static final long BURST_MILLIS = 200;

    private final ApiClient api;
    private final Runnable changed;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Collection<AtomicReference<AsyncBody>> bodies = new CopyOnWriteArrayList<>();

    Watches(ApiClient api, Runnable changed) {
        this.api = api;
        this.changed = changed;
    }

    /** Begins to watch collections, given by their paths. */
    void open(Collection<String> collections) {
        for (String collection : collections) {
            AtomicReference<AsyncBody> body = new AtomicReference<>();
            bodies.add(body);
            begin(collection, body, FIRST_PAUSE_MILLIS);
        }
    }

    private void begin(String collection, AtomicReference<AsyncBody> body, long pause) {
        if (closed.get()) {
            return;
        }
        api.send(ApiRequest.get(collection + "?limit=1"), closed::get).whenComplete((answer, failure) -> {
            String version = "";
            try {
                if (answer != null && answer.isSuccess()) {
                    version = Fields.text(answer.object(), "metadata", "resourceVersion");
                }
            } catch (IOException e) {
                // Then there is no version.
            }
            if (version.isEmpty()) {
                beginAgain(collection, body, pause);
            } else {
                watch(collection, version, body, pause);
            }
        });
    }

    private void watch(String collection, String version, AtomicReference<AsyncBody> body, long pause) {
        long start = System.nanoTime();
        String path = collection + "?watch=1&timeoutSeconds=" + SECONDS + "&resourceVersion=" + ApiUrl.segment(version);
        api.stream(path, this::received).whenComplete((response, failure) -> {
            if (response == null) {
                beginAgain(collection, body, pause);
                return;
            }
            body.set(response.body());
            response.body().done().whenComplete((done, problem) -> {
                boolean lasted = System.nanoTime() - start > TimeUnit.SECONDS.toNanos(5);
                if (lasted) {
                    begin(collection, body, FIRST_PAUSE_MILLIS);
                    tell();
                } else {
                    beginAgain(collection, body, pause);
                }
            });
            if (closed.get() || response.code() != 200) {
                response.body().cancel();
            } else {
                response.body().consume();
                // Between whoever's last look and now, something may have changed.
                tell();
            }
        });
    }

    private void received(List<ByteBuffer> bytes, AsyncBody body) {
        tell();
        body.consume();
    }

    private void beginAgain(String collection, AtomicReference<AsyncBody> body, long pause) {
        long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
        later(jittered).execute(() -> begin(collection, body, Math.min(pause * 2, LONGEST_PAUSE_MILLIS)));
    }

    private void tell() {
        if (!closed.get() && scheduled.compareAndSet(false, true)) {
            later(BURST_MILLIS).execute(() -> {
                scheduled.set(false);
                if (!closed.get()) {
                    changed.run();
                }
            });
        }
    }

    private static Executor later(long millis) {
        return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.set(true);
        for (AtomicReference<AsyncBody> body : bodies) {
            AsyncBody open = body.get();
            if (open != null) {
                open.cancel();
            }
        }
    }
}
