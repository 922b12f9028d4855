package io.jenkins.plugins.deploymentsteps.core.fleet;

import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.ABORTED;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.DEPLOYED;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.NOT_BEGUN;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.NO_CHANGE;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.ROLLBACK_FAILED;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.ROLLED_BACK;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.ROLLING_BACK;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.RUNNING;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.SUPERSEDED;
import static io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome.TIMED_OUT;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.fleet.Waves.Next;
import java.util.List;
import org.junit.Test;

public class WavesTest {
    private static final Waves KEEPS = new Waves(2, true, false);
    private static final Waves ROLLS_BACK = new Waves(2, true, true);
    private static final Next WAIT = new Next.Wait();
    private static final Next END = new Next.End();

    private static Next begin(Integer... clusters) {
        return new Next.Begin(List.of(clusters));
    }

    private static Next back(Integer... clusters) {
        return new Next.RollBack(List.of(clusters));
    }

    private static Next next(Waves waves, ClusterOutcome... clusters) {
        return waves.next(List.of(clusters));
    }

    @Test
    public void aWaveBeginsOnceEachClusterOfTheOneBeforeIsRolledOut() {
        assertThat(next(KEEPS, NOT_BEGUN, NOT_BEGUN, NOT_BEGUN), is(begin(0, 1)));
        assertThat(next(KEEPS, DEPLOYED, RUNNING, NOT_BEGUN), is(WAIT));
        assertThat(next(KEEPS, DEPLOYED, NO_CHANGE, NOT_BEGUN), is(begin(2)));
        assertThat(next(KEEPS, DEPLOYED, NO_CHANGE, DEPLOYED), is(END));
        assertThat(next(new Waves(1, true, false), NOT_BEGUN, NOT_BEGUN), is(begin(0)));
        assertThat(next(new Waves(9, true, false), NOT_BEGUN, NOT_BEGUN), is(begin(0, 1)));
    }

    @Test
    public void aWaveThatWasCutOffGoesOnWithWhatIsLeftOfIt() {
        assertThat(next(KEEPS, DEPLOYED, NOT_BEGUN, NOT_BEGUN), is(begin(1)));
    }

    @Test
    public void noWaveBeginsAfterABadOneAndItsOtherClustersEndFirst() {
        assertThat(next(KEEPS, FAILED, RUNNING, NOT_BEGUN), is(WAIT));
        for (ClusterOutcome bad : List.of(FAILED, TIMED_OUT, SUPERSEDED, ABORTED)) {
            assertThat(bad.text(), next(KEEPS, bad, DEPLOYED, NOT_BEGUN), is(END));
        }
    }

    @Test
    public void whatWasDeployedGoesBackTheLastWaveFirst() {
        assertThat(next(ROLLS_BACK, DEPLOYED, DEPLOYED, DEPLOYED, FAILED, NOT_BEGUN), is(back(2)));
        assertThat(next(ROLLS_BACK, DEPLOYED, DEPLOYED, ROLLING_BACK, FAILED, NOT_BEGUN), is(WAIT));
        assertThat(next(ROLLS_BACK, DEPLOYED, DEPLOYED, ROLLED_BACK, FAILED, NOT_BEGUN), is(back(0, 1)));
        assertThat(next(ROLLS_BACK, ROLLED_BACK, ROLLED_BACK, ROLLED_BACK, FAILED, NOT_BEGUN), is(END));
    }

    @Test
    public void aRollbackThatFailsKeepsTheOthersFromNothing() {
        assertThat(next(ROLLS_BACK, DEPLOYED, NO_CHANGE, ROLLBACK_FAILED, TIMED_OUT), is(back(0)));
    }

    @Test
    public void nothingGoesBackForANewerBuildOrWhereNothingWasChanged() {
        assertThat(next(ROLLS_BACK, DEPLOYED, SUPERSEDED, NOT_BEGUN), is(END));
        assertThat(next(ROLLS_BACK, NO_CHANGE, FAILED, NOT_BEGUN), is(END));
        assertThat(next(ROLLS_BACK, DEPLOYED, SUPERSEDED, FAILED), is(back(0)));
    }

    @Test
    public void aDryRunGoesOnToTheEnd() {
        assertThat(next(new Waves(1, false, false), FAILED, NOT_BEGUN), is(begin(1)));
        assertThat(next(new Waves(1, false, true), FAILED, NO_CHANGE), is(END));
    }

    @Test
    public void countsWaves() {
        assertThat(KEEPS.count(5), is(3));
        assertThat(KEEPS.count(4), is(2));
        assertThat(KEEPS.of(0), is(1));
        assertThat(KEEPS.of(4), is(3));
        assertThrows(IllegalArgumentException.class, () -> new Waves(0, true, false));
    }
}
