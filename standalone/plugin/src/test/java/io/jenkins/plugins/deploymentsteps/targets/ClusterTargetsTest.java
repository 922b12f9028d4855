package io.jenkins.plugins.deploymentsteps.targets;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.model.ItemGroup;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import io.jenkins.plugins.deploymentsteps.steps.FakeBuild;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.FIPS140;
import net.sf.json.JSONObject;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.kohsuke.stapler.StaplerRequest2;

/** Which target a name stands for, and for whom. */
public class ClusterTargetsTest {
    private static final String UID = "0b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Before
    public void prepare() {
        Controller.start(folder.getRoot());
    }

    @After
    public void leaveFips() {
        System.clearProperty(FIPS140.class.getName() + ".COMPLIANCE");
    }

    private static ClusterTarget target(String name, String server) {
        ClusterTarget target = new ClusterTarget(name);
        target.setServer(server);
        target.setCredentialsId(name + "-credential");
        return target;
    }

    private static void global(ClusterTarget... targets) {
        DeploymentTargets.get().setClusters(List.of(targets));
    }

    private ResolvedCluster resolve(ItemGroup<?> parent, String name) throws Exception {
        @SuppressWarnings("unchecked")
        ItemGroup<? extends hudson.model.Item> group = (ItemGroup<? extends hudson.model.Item>) parent;
        return ClusterTargets.resolve(new FakeBuild(folder.getRoot(), group, "shop"), ClusterLocation.named(name));
    }

    private DeploymentException refused(ItemGroup<?> parent, String name) {
        return assertThrows(DeploymentException.class, () -> resolve(parent, name));
    }

    @Test
    public void aTargetSaysWhereAsWhomAndUnderWhichRules() throws Exception {
        ClusterTarget prod = target("prod", "https://prod.example");
        prod.setCaCertificate("PEM");
        prod.setContext("c");
        prod.setSkipTlsVerify(true);
        prod.setClusterUid(UID);
        prod.setNamespaces("shop, shop-*\nweb");
        prod.setClusterScoped(true);
        global(prod);
        ResolvedCluster resolved = resolve(Jenkins.get(), "prod");
        assertThat(
                resolved.location(),
                is(new ClusterLocation("prod-credential", "https://prod.example", "PEM", "c", true)));
        assertThat(resolved.rules().target(), is("the target 'prod' (global configuration)"));
        assertThat(resolved.rules().clusterUid(), is(UID));
        assertThat(resolved.rules().namespaces(), contains("shop", "shop-*", "web"));
        assertThat(resolved.rules().clusterScoped(), is(true));
        assertThat(resolved.inCluster(), is(false));
    }

    @Test
    public void theNearestFolderGoesFirstThenThoseAboveThenTheGlobalConfiguration() throws Exception {
        global(target("prod", "https://global"), target("test", "https://global"), target("dev", "https://global"));
        TestFolder team =
                new TestFolder(Jenkins.get(), "team", target("prod", "https://team"), target("test", "https://team"));
        TestFolder apps = new TestFolder(team, "apps", target("prod", "https://apps"));
        assertThat(resolve(apps, "prod").location().server(), is("https://apps"));
        assertThat(resolve(apps, "test").location().server(), is("https://team"));
        assertThat(resolve(apps, "test").rules().target(), is("the target 'test' (folder 'team')"));
        assertThat(resolve(apps, "dev").location().server(), is("https://global"));
        assertThat(resolve(team, "prod").location().server(), is("https://team"));
        assertThat(resolve(Jenkins.get(), "prod").location().server(), is("https://global"));
        assertThat(
                ClusterTargets.at(apps).stream().map(ClusterTarget::getServer).toList(),
                contains("https://apps", "https://team", "https://global"));
    }

    @Test
    @Covers({"S-03", "T-06", "T-12"})
    public void absentAndForbiddenGiveTheSameMessage() throws Exception {
        ClusterTarget restricted = target("prod", "https://prod");
        restricted.setFolders("team/*/apps, ops");
        global(restricted);
        TestFolder team = new TestFolder(Jenkins.get(), "team");
        TestFolder blue = new TestFolder(team, "blue");
        TestFolder apps = new TestFolder(blue, "apps");
        TestFolder below = new TestFolder(apps, "web");
        TestFolder ops = new TestFolder(Jenkins.get(), "ops");
        TestFolder opsOfTeam = new TestFolder(team, "ops");
        TestFolder elsewhere = new TestFolder(Jenkins.get(), "elsewhere", target("own", "https://own"));
        for (ItemGroup<?> allowed : List.of(apps, below, ops)) {
            assertThat(resolve(allowed, "prod").location().server(), is("https://prod"));
        }
        String absent = refused(Jenkins.get(), "absent").getMessage();
        assertThat(absent, startsWith("cluster: there is no target 'absent' that this job may use."));
        for (ItemGroup<?> forbidden : List.of(Jenkins.get(), team, blue, opsOfTeam, elsewhere)) {
            DeploymentException refused = refused(forbidden, "prod");
            assertThat(refused.getMessage(), is(absent.replace("'absent'", "'prod'")));
            assertThat(refused.kind(), is(Kind.NOT_FOUND));
        }
        assertThat(refused(apps, "own").getMessage(), is(absent.replace("'absent'", "'own'")));
    }

    @Test
    public void twoTargetsOfOneNameInOnePlaceAreRefused() {
        global(target("prod", "https://a"), target("prod", "https://b"));
        assertThat(
                refused(Jenkins.get(), "prod").getMessage(),
                containsString("the global configuration has two targets with the name 'prod'"));
    }

    @Test
    public void administratorsMayAllowNamedTargetsOnly() throws Exception {
        FakeBuild build = new FakeBuild(folder.getRoot(), "shop");
        ClusterLocation own = new ClusterLocation("c", "https://own", null, null, false);
        ResolvedCluster resolved = ClusterTargets.resolve(build, own);
        assertThat(resolved.location(), is(own));
        assertThat(resolved.rules(), nullValue());
        DeploymentTargets.get().setOnlyNamedTargets(true);
        global(target("prod", "https://prod"));
        assertThat(
                assertThrows(DeploymentException.class, () -> ClusterTargets.resolve(build, own))
                        .getMessage(),
                startsWith("credentialsId: the administrators of this Jenkins allow named targets only."));
        assertThat(
                assertThrows(
                                DeploymentException.class,
                                () -> ClusterTargets.resolve(build, ClusterLocation.file("f", null, false)))
                        .getMessage(),
                startsWith("kubeconfigFile: "));
        assertThat(resolve(Jenkins.get(), "prod").location().server(), is("https://prod"));
    }

    @Test
    @Covers("S-15")
    public void theControllersOwnAccountIsForGlobalTargetsOfAdministratorsWhoSaySo() throws Exception {
        ClusterTarget own = new ClusterTarget("own");
        own.setInCluster(true);
        global(own);
        assertThat(refused(Jenkins.get(), "own").getMessage(), containsString("which is not allowed"));
        DeploymentTargets.get().setAllowInCluster(true);
        assertThat(resolve(Jenkins.get(), "own").inCluster(), is(true));
        TestFolder team = new TestFolder(Jenkins.get(), "team", own);
        assertThat(
                refused(team, "own").getMessage(),
                containsString("which only a target of the global configuration may"));
    }

    @Test
    public void aProtectedTargetLeavesNoCheckOut() throws Exception {
        ClusterTarget prod = target("prod", "https://prod");
        prod.setProtected(true);
        global(prod);
        assertThat(refused(Jenkins.get(), "prod").getMessage(), containsString("is protected, and pins no UID"));
        prod.setClusterUid(UID);
        assertThat(resolve(Jenkins.get(), "prod").rules().isProtected(), is(true));
        prod.setSkipTlsVerify(true);
        assertThat(refused(Jenkins.get(), "prod").getMessage(), containsString("leaves out the check of the server's"));
    }

    @Test
    @Covers("S-16")
    public void administratorsMayForbidToSkipTls() throws Exception {
        ConnectionPolicy.check("https://a", true);
        DeploymentTargets.get().setForbidSkipTlsVerify(true);
        ConnectionPolicy.check("https://a", false);
        assertThat(
                assertThrows(DeploymentException.class, () -> ConnectionPolicy.check("https://a", true))
                        .getMessage(),
                startsWith("skipTlsVerify: the administrators of this Jenkins do not allow"));
    }

    @Test
    @Covers("S-37")
    public void fipsModeAllowsNeitherPlainHttpNorSkippedTls() throws Exception {
        ConnectionPolicy.check("http://a", true);
        System.setProperty(FIPS140.class.getName() + ".COMPLIANCE", "true");
        ConnectionPolicy.check("https://a", false);
        for (String server : List.of("http://a", "HTTP://a")) {
            assertThat(
                    assertThrows(DeploymentException.class, () -> ConnectionPolicy.check(server, false))
                            .getMessage(),
                    startsWith("server: Jenkins runs in FIPS mode"));
        }
        assertThat(
                assertThrows(DeploymentException.class, () -> ConnectionPolicy.check("https://a", true))
                        .getMessage(),
                startsWith("skipTlsVerify: "));
    }

    @Test
    @Covers("B-28")
    public void anEmptyConfigurationIsNoFault() {
        DeploymentTargets.get().setClusters(null);
        assertThat(DeploymentTargets.get().getClusters(), is(List.of()));
        assertThat(new FolderTargets(null).getClusters(), is(List.of()));
        ClusterTarget nameless = new ClusterTarget(null);
        global(nameless);
        assertThat(refused(Jenkins.get(), "prod").kind(), is(Kind.NOT_FOUND));
    }

    /** Stapler calls no setter for a list that was emptied. */
    @Test
    public void theLastClusterCanBeRemovedFromTheForm() throws Exception {
        global(target("prod", "https://prod"));
        DeploymentTargets.get().configure(new NothingBound(), new JSONObject().element("clusters", "…"));
        assertThat(DeploymentTargets.get().getClusters().size(), is(1));
        DeploymentTargets.get().configure(new NothingBound(), new JSONObject());
        assertThat(DeploymentTargets.get().getClusters().size(), is(0));
    }

    /** A request that sets nothing. */
    private static final class NothingBound implements StaplerRequest2 {
        @Override
        public <T> T findAncestorObject(Class<T> type) {
            return null;
        }

        @Override
        public <T> T bindJSON(Class<T> type, JSONObject src) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void bindJSON(Object bean, JSONObject src) {
            // nothing to set
        }
    }
}
