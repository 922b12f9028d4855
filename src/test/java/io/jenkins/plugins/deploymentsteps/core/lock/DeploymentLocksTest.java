package io.jenkins.plugins.deploymentsteps.core.lock;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks.Answer;
import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks.Claim;
import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;

public class DeploymentLocksTest {
    private static final Key SHOP = new Key("https://one", "shop");

    private final DeploymentLocks locks = new DeploymentLocks();
    private final List<String> woken = new ArrayList<>();
    private final Set<String> ended = new HashSet<>();

    private static Claim claim(int build) {
        return new Claim("id" + build, "shop #" + build, build);
    }

    private Answer ask(Claim claim) {
        return ask(SHOP, claim);
    }

    private Answer ask(Key key, Claim claim) {
        return locks.ask(key, claim, () -> !ended.contains(claim.deployment()), () -> woken.add(claim.deployment()));
    }

    private static Answer waits(int holder) {
        return new Answer.Wait(claim(holder));
    }

    private static Answer superseded(int by) {
        return new Answer.Superseded(claim(by));
    }

    @Test
    public void oneGoesAndTheNextWaitsUntilItLeaves() {
        assertThat(ask(claim(1)), is(instanceOf(Answer.Go.class)));
        assertThat("asked again", ask(claim(1)), is(instanceOf(Answer.Go.class)));
        assertThat(ask(claim(2)), is(waits(1)));
        assertThat(ask(claim(2)), is(waits(1)));
        assertThat(woken, is(empty()));
        locks.leave(SHOP, "id1");
        assertThat(woken, contains("id2"));
        assertThat(ask(claim(2)), is(instanceOf(Answer.Go.class)));
    }

    @Test
    public void otherSetsAndClustersAreNobodysConcern() {
        ask(claim(1));
        assertThat(ask(new Key("https://one", "api"), claim(2)), is(instanceOf(Answer.Go.class)));
        assertThat(ask(new Key("https://two", "shop"), claim(2)), is(instanceOf(Answer.Go.class)));
    }

    @Test
    public void aNewerBuildSupersedesTheOlderOnesThatWait() {
        ask(claim(1));
        ask(claim(2));
        ask(claim(3));
        assertThat(woken, contains("id2"));
        assertThat(ask(claim(2)), is(superseded(3)));
        assertThat("an older one that comes later", ask(claim(2)), is(superseded(3)));
        locks.leave(SHOP, "id1");
        assertThat(ask(claim(3)), is(instanceOf(Answer.Go.class)));
        assertThat("older than the one that is at it", ask(claim(2)), is(superseded(3)));
    }

    @Test
    public void whoIsAtItIsNeverSuperseded() {
        ask(claim(1));
        ask(claim(2));
        assertThat(ask(claim(1)), is(instanceOf(Answer.Go.class)));
    }

    @Test
    public void stepsOfOneBuildTakeTurns() {
        Claim one = new Claim("one", "shop #1", 1);
        Claim two = new Claim("two", "shop #1", 1);
        Claim three = new Claim("three", "shop #1", 1);
        ask(one);
        assertThat(ask(two), is(new Answer.Wait(one)));
        assertThat(ask(three), is(new Answer.Wait(one)));
        locks.leave(SHOP, "one");
        assertThat(woken, contains("two", "three"));
        assertThat(ask(three), is(instanceOf(Answer.Go.class)));
        assertThat(ask(two), is(new Answer.Wait(three)));
    }

    @Test
    public void whatACutOffBuildLeftIsTakenAway() {
        ask(claim(1));
        ask(claim(2));
        ended.add("id1");
        assertThat(ask(claim(2)), is(instanceOf(Answer.Go.class)));
        ended.clear();
        ended.add("id2");
        assertThat("an older one is not superseded by it", ask(claim(1)), is(instanceOf(Answer.Go.class)));
    }

    @Test
    public void whoLeavesBeforeItsTurnIsForgotten() {
        ask(claim(1));
        ask(claim(3));
        locks.leave(SHOP, "id3");
        assertThat(ask(claim(2)), is(waits(1)));
        locks.leave(SHOP, "id2");
        locks.leave(SHOP, "id1");
        locks.leave(SHOP, "id1");
        assertThat(ask(claim(1)), is(instanceOf(Answer.Go.class)));
    }
}
