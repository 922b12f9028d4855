package io.jenkins.plugins.deploymentsteps.core.guard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** Who may deploy in a freeze, and what the others are told. */
public class FreezesTest {
    private static final Instant IN_IT = Instant.parse("2026-12-25T12:00:00Z");
    private static final Instant AFTER = Instant.parse("2026-12-28T12:00:00Z");
    private static final String FROZEN = "the target 'prod' is frozen until 2026-12-27 12:00 Europe/Berlin (Christmas)";

    private static Freezes freezes(String... overriders) throws DeploymentException {
        return new Freezes(
                List.of(
                        FreezeWindow.parse("0 0 * * *", "1d", "Europe/Berlin", "nobody works then"),
                        FreezeWindow.parse("2026-12-24T12:00", "3d", "Europe/Berlin", "Christmas")),
                List.of(overriders));
    }

    private static String refusal(Freezes freezes, @CheckForNull String override, String... users) {
        DeploymentException refusal = assertThrows(
                DeploymentException.class, () -> freezes.check("the target 'prod'", IN_IT, override, Set.of(users)));
        assertThat(refusal.kind(), is(DeploymentException.Kind.FORBIDDEN));
        return refusal.getMessage();
    }

    @Test
    public void outsideOfAFreezeNothingIsToTell() throws Exception {
        Freezes christmas = new Freezes(List.of(FreezeWindow.parse("2026-12-24T12:00", "3d", null, null)), List.of());
        assertThat(christmas.check("the target 'prod'", AFTER, null, Set.of()), nullValue());
        assertThat(christmas.check("the target 'prod'", AFTER, "not needed", Set.of("alice")), nullValue());
        assertThat(Freezes.NONE.check("the target 'prod'", IN_IT, null, Set.of()), nullValue());
    }

    @Test
    public void theLongestFreezeIsTold() throws Exception {
        assertThat(
                refusal(freezes(), null, "alice"),
                is("freeze: " + FROZEN + ". Nothing was changed. Deploy after that, or have an administrator change the"
                        + " target, which lets nobody override a freeze."));
        assertThat(
                refusal(freezes("*"), null),
                is("freeze: " + FROZEN + ". Nothing was changed. Deploy after that, or give the reason as"
                        + " freezeOverride: '…'."));
        assertThat(
                refusal(freezes("alice", "bob"), null),
                is("freeze: " + FROZEN + ". Nothing was changed. Deploy after that, or give the reason as"
                        + " freezeOverride: '…', in a build that one of those starts whom the target lets override a"
                        + " freeze: alice, bob."));
    }

    @Test
    public void onlyThoseWhoMayOverrideAFreeze() throws Exception {
        assertThat(
                freezes("alice").check("the target 'prod'", IN_IT, "shop is\ndown", Set.of("carol", "alice")),
                is(FROZEN + "; overridden by alice: shop is down"));
        assertThat(
                freezes("*").check("the target 'prod'", IN_IT, "shop is down", Set.of()),
                is(FROZEN + "; overridden by the job: shop is down"));
        assertThat(
                freezes("*").check("the target 'prod'", IN_IT, "shop is down", Set.of("carol")),
                is(FROZEN + "; overridden by carol: shop is down"));
        for (String[] others : new String[][] {{}, {"Alice"}, {"carol"}}) {
            assertThat(
                    refusal(freezes("alice"), "shop is down", others),
                    is("freezeOverride: " + FROZEN + ", and this build, which "
                            + (others.length == 0 ? "no user" : others[0])
                            + " started, may not override that. Nothing was changed. Deploy after that, or give the"
                            + " reason as freezeOverride: '…', in a build that one of those starts whom the target lets"
                            + " override a freeze: alice."));
        }
    }
}
