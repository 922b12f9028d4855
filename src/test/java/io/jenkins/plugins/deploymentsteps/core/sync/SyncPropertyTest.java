package io.jenkins.plugins.deploymentsteps.core.sync;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

/** What holds whatever Argo CD, other people, and a controller that is killed at any moment do. */
@Covers({"R-32", "R-35", "R-39"})
public class SyncPropertyTest {
    private static final int WORLDS = 4000;

    @Test
    public void successMeansThatTheWantedRevisionIsLiveAndSeenToBe() throws Exception {
        int successes = 0;
        Map<DeploymentException.Kind, Integer> failures = new EnumMap<>(DeploymentException.Kind.class);
        for (long seed = 0; seed < WORLDS; seed++) {
            Random random = new Random(seed);
            SimulatedArgo argo = new SimulatedArgo(random, random.nextBoolean());
            SyncRequest request = request(argo, random);
            Instant asked = argo.now();
            try {
                SyncResult result = run(argo, request, random);
                assertProved("world " + seed, argo, result, asked);
                successes++;
            } catch (DeploymentException e) {
                failures.merge(e.kind(), 1, Integer::sum);
            }
            assertStartedOnce("world " + seed, argo);
        }
        // A test in which nothing ever succeeds would prove nothing.
        assertThat("successes; failures " + failures, successes, greaterThan(WORLDS / 3));
    }

    private static SyncRequest request(SimulatedArgo argo, Random random) {
        String revision =
                switch (random.nextInt(4)) {
                    case 0 -> null;
                    case 1 -> argo.live();
                    default -> argo.tip();
                };
        return new SyncRequest(
                "shop",
                revision,
                Refresh.values()[random.nextInt(3)],
                false,
                false,
                random.nextBoolean() ? OnBusy.WAIT : OnBusy.TERMINATE,
                true,
                random.nextBoolean() ? Paused.WAIT : Paused.SUCCESS);
    }

    private static SyncResult run(SimulatedArgo argo, SyncRequest request, Random random) throws Exception {
        Deadline deadline = Deadline.after(Duration.ofHours(1));
        SyncState state = SyncState.fresh();
        for (int looks = 0; looks < 400; looks++) {
            byte[] saved = SyncStateTest.serialized(state);
            Progress<SyncResult> progress =
                    new SyncApplication(argo, new Lines(), argo.clock()).look(request, state, deadline);
            if (progress instanceof Progress.Done<SyncResult> done) {
                return done.result();
            }
            if (random.nextInt(10) == 0) {
                // Killed before what this look did was saved.
                state = SyncStateTest.deserialized(saved);
            }
            argo.live(((Progress.Running<SyncResult>) progress).retryAfter());
        }
        throw new DeploymentException(DeploymentException.Kind.TIMEOUT, "Time is up.");
    }

    private static void assertProved(String world, SimulatedArgo argo, SyncResult result, Instant asked) {
        assertThat(world + ": truly live", argo.live(), is(result.revision()));
        boolean synced = argo.syncs.stream()
                .anyMatch(sync -> sync.succeeded()
                        && sync.revision().equals(result.revision())
                        && !sync.startedAt().isBefore(asked));
        boolean wasLive = argo.tip().equals(result.revision()) || result.sync().equals("Synced");
        assertThat(world + ": compared since", argo.comparedAt.isBefore(asked), is(false));
        assertThat(world + ": synced since, or proven to be live", synced || wasLive, is(true));
        argo.syncs.stream()
                .filter(sync -> sync.succeeded())
                .forEach(sync -> assertThat(
                        world + ": compared after the sync began",
                        argo.comparedAt.isAfter(sync.startedAt()),
                        is(true)));
    }

    private static void assertStartedOnce(String world, SimulatedArgo argo) {
        long failed = argo.syncs.stream()
                .filter(sync -> !sync.id().isEmpty() && !sync.succeeded())
                .count();
        assertThat(world + ": syncs of ours", (long) argo.accepted.size(), lessThanOrEqualTo(1 + failed));
    }
}
