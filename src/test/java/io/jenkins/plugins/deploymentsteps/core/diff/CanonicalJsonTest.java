package io.jenkins.plugins.deploymentsteps.core.diff;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class CanonicalJsonTest {
    @Test
    public void theSameDataIsTheSameText() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("b", List.of(1, 2L, new BigInteger("3"), 4.0, 0.5));
        one.put("a", null);
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("a", null);
        other.put("b", Arrays.asList(1L, 2, 3, 4, 0.5));
        assertThat(CanonicalJson.of(one), is("{\"a\":null,\"b\":[1,2,3,4,0.5]}"));
        assertThat(CanonicalJson.of(other), is(CanonicalJson.of(one)));
    }

    @Test
    public void textsAreEscaped() {
        assertThat(CanonicalJson.of("a\"b\\c\n\t\u0001é"), is("\"a\\\"b\\\\c\\n\\t\\u0001é\""));
        assertThat(CanonicalJson.of("1"), is(not(CanonicalJson.of(1))));
        assertThat(CanonicalJson.of(1e300), is("1E+300"));
        assertThat(CanonicalJson.of(true), is("true"));
    }

    /** Who has the digest of a plan must not be able to try passwords against it. */
    @Test
    @Covers("S-09")
    public void fingerprintsNeedTheirKey() {
        Fingerprints some = Fingerprints.fresh();
        assertThat(some.of("hunter2"), is(some.of("hunter2")));
        assertThat(some.of("hunter2"), is(not(some.of("hunter3"))));
        assertThat(Fingerprints.fresh().of("hunter2"), is(not(some.of("hunter2"))));
        assertThat(Fingerprints.withKey(some.key()).of("hunter2"), is(some.of("hunter2")));
        assertThat(some.of("hunter2").length(), is(64));
    }
}
