package io.jenkins.plugins.deploymentsteps.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.HostnamePortRequirement;
import com.cloudbees.plugins.credentials.domains.HostnameRequirement;
import com.cloudbees.plugins.credentials.domains.PathRequirement;
import com.cloudbees.plugins.credentials.domains.SchemeRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.EnvVars;
import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.console.LineTransformationOutputStream;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Result;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.StreamTaskListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jenkins.util.SystemProperties;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatterns;
import org.junit.Test;

/** What the plugin expects of Jenkins' small types, of Jenkins' own and of their stand-ins. */
public class ValuesContractTest {
    /** Variables are expanded where known, and overridden as a build does. */
    @Test
    public void environment() {
        EnvVars env = new EnvVars("A", "1", "PATH", "/bin");
        assertEquals("1 1 $B ${B} $ x", env.expand("$A ${A} $B ${B} $$ x"));
        assertEquals("1", env.get("a"));
        assertEquals("none", env.get("B", "none"));
        env.override("PATH+TOOL", "/tool");
        assertEquals("/tool" + java.io.File.pathSeparator + "/bin", env.get("PATH"));
        env.overrideAll(Map.of("A", ""));
        assertFalse(env.containsKey("A"));
        env.putIfNotNull("C", null);
        assertFalse(env.containsKey("C"));
        assertThrows(IllegalArgumentException.class, () -> env.put("C", null));
        assertEquals("/bin", new EnvVars(Map.of("X", "/bin")).get("X"));
    }

    /** Form fields that are blank count as not filled. */
    @Test
    public void texts() {
        assertNull(Util.fixEmpty(""));
        assertEquals(" ", Util.fixEmpty(" "));
        assertNull(Util.fixEmptyAndTrim(" "));
        assertEquals("a", Util.fixEmptyAndTrim(" a "));
        assertEquals("", Util.fixNull((String) null));
        assertEquals("d", Util.fixNull(null, "d"));
        assertEquals(List.of(), Util.fixNull((List<String>) null));
    }

    /** Causes are those that were given, also that of somebody unknown. */
    @Test
    public void causes() {
        CauseAction action = new CauseAction(new Cause.UserIdCause("alice"), new Cause.UserIdCause(null));
        assertEquals("alice", ((Cause.UserIdCause) action.getCauses().get(0)).getUserId());
        assertNull(((Cause.UserIdCause) action.getCauses().get(1)).getUserId());
    }

    /** The worse result wins. */
    @Test
    public void results() {
        assertSame(Result.FAILURE, Result.UNSTABLE.combine(Result.FAILURE));
        assertTrue(Result.ABORTED.isWorseThan(Result.FAILURE));
        assertTrue(Result.SUCCESS.isBetterOrEqualTo(Result.SUCCESS));
        assertSame(Result.UNSTABLE, Result.fromString("unstable"));
        assertSame(Result.FAILURE, Result.fromString("unknown"));
    }

    /** An address tells its protocol, host, port and path. */
    @Test
    public void requirements() {
        List<DomainRequirement> all =
                URIRequirementBuilder.fromUri("https://git.example:8443/a").build();
        assertEquals(4, all.size());
        assertEquals("https", only(all, SchemeRequirement.class).getScheme());
        assertEquals(8443, only(all, HostnamePortRequirement.class).getPort());
        assertEquals("/a", only(all, PathRequirement.class).getPath());
        assertTrue(all.stream()
                .anyMatch(
                        each -> each instanceof HostnameRequirement host && "git.example".equals(host.getHostname())));
        assertEquals(List.of(), URIRequirementBuilder.fromUri(null).build());
        assertEquals(List.of(), URIRequirementBuilder.fromUri("not an address").build());
    }

    private static <T extends DomainRequirement> T only(List<DomainRequirement> all, Class<T> type) {
        List<T> found = new ArrayList<>();
        all.stream().filter(each -> each.getClass() == type).map(type::cast).forEach(found::add);
        assertEquals(1, found.size());
        return found.get(0);
    }

    /** Checks tell how grave they are. */
    @Test
    public void formChecks() {
        assertEquals(FormValidation.Kind.OK, FormValidation.ok().kind);
        assertEquals(FormValidation.Kind.WARNING, FormValidation.warning("w").kind);
        assertEquals(FormValidation.Kind.ERROR, FormValidation.error("%s is wrong", "x").kind);
        assertEquals(FormValidation.Kind.OK, FormValidation.validateNonNegativeInteger("0").kind);
        assertEquals(FormValidation.Kind.ERROR, FormValidation.validatePositiveInteger("0").kind);
        assertEquals(FormValidation.Kind.ERROR, FormValidation.validatePositiveInteger("x").kind);
        assertEquals(FormValidation.Kind.ERROR, FormValidation.validateRequired(" ").kind);
    }

    /** List boxes show names and send values. */
    @Test
    public void listBoxes() {
        ListBoxModel box = new ListBoxModel(new ListBoxModel.Option("a", "1"));
        box.add("b", "2");
        box.add("c");
        assertEquals(
                List.of("1", "2", "c"), box.stream().map(each -> each.value).toList());
    }

    /** Errors are printed with a mark that readers of logs search. */
    @Test
    public void listeners() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        StreamTaskListener listener = new StreamTaskListener(log, StandardCharsets.UTF_8);
        listener.error("bad %s", "luck").println("détail");
        listener.getLogger().flush();
        assertEquals(
                List.of("ERROR: bad luck", "détail"),
                log.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** Bytes arrive as whole lines, and the last one at the end. */
    @Test
    public void lines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineTransformationOutputStream stream = new LineTransformationOutputStream() {
            @Override
            protected void eol(byte[] bytes, int length) {
                lines.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
            }
        }) {
            stream.write("a\nb".getBytes(StandardCharsets.UTF_8));
            stream.write('c');
            stream.write("\nend".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(List.of("a\n", "bc\n", "end"), lines);
    }

    /** What the pattern finds is written as asterisks. */
    @Test
    public void masking() throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (var masked = new SecretPatterns.MaskingOutputStream(
                log, () -> Pattern.compile("s3cret|t0ken"), StandardCharsets.UTF_8.name())) {
            masked.write("ä s3cret and t0ken\nplain".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals("ä **** and ****\nplain", log.toString(StandardCharsets.UTF_8));
    }

    /** Hosts of the exception list are reached without the proxy. */
    @Test
    public void proxies() {
        assertEquals(Proxy.NO_PROXY, ProxyConfiguration.createProxy("a.corp", "proxy", 3128, "*.corp\nlocalhost"));
        assertEquals(
                Proxy.Type.HTTP,
                ProxyConfiguration.createProxy("a.example", "127.0.0.1", 3128, "*.corp")
                        .type());
    }

    /** Administrators give numbers and durations as system properties. */
    @Test
    public void systemProperties() {
        String name = ValuesContractTest.class.getName();
        try {
            System.setProperty(name, "90s");
            assertEquals(Duration.ofSeconds(90), SystemProperties.getDuration(name));
            assertEquals(Integer.valueOf(5), SystemProperties.getInteger(name, 5));
            System.setProperty(name, "7");
            assertEquals(Integer.valueOf(7), SystemProperties.getInteger(name, 5));
            System.setProperty(name, "true");
            assertTrue(SystemProperties.getBoolean(name));
        } finally {
            System.clearProperty(name);
        }
        assertNull(SystemProperties.getString(name));
        assertEquals(Long.valueOf(3), SystemProperties.getLong(name, 3L));
    }
}
