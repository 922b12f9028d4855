package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.http.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How patient a client is.
 *
 * @param connect how long until a connection is there
 * @param call how long a request and its whole answer may take; the API server's own limit is 60 s
 * @param retries when to send again
 * @param timer makes the pauses
 */
record ClientSettings(Duration connect, Duration call, RetryPolicy retries, Timer timer) {
    static final ClientSettings USUAL = new ClientSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(65),
            RetryPolicy.USUAL,
            (pause, work) -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(work));

    /** Does work later, without a thread until then. */
    interface Timer {
        void after(Duration pause, Runnable work);
    }
}
