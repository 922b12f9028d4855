package io.jenkins.plugins.deploymentsteps.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Item;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import io.jenkins.plugins.deploymentsteps.targets.FolderTargets;
import io.jenkins.plugins.deploymentsteps.targets.TargetFreeze;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Named clusters in a real Jenkins: configuration as code, forms, the buttons that connect, and who sees them. */
public class TargetsInJenkinsTest {
    private static final String UID = "0b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d";
    private static final String FIELDS = "name,server,caCertificate,credentialsId,context,skipTlsVerify,inCluster,"
            + "clusterUid,namespaces,clusterScoped,folders,protected,labels,freezeOverriders";

    @Rule
    public final JenkinsRule j = new JenkinsRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static ClusterTarget full(String name) {
        ClusterTarget target = new ClusterTarget(name);
        target.setServer("https://prod.example:6443");
        target.setCaCertificate("-----BEGIN CERTIFICATE-----");
        target.setCredentialsId("prod-deployer");
        target.setContext("c");
        target.setSkipTlsVerify(true);
        target.setClusterUid(UID);
        target.setNamespaces("shop, shop-*");
        target.setClusterScoped(true);
        target.setFolders("teams/*/production");
        target.setProtected(true);
        target.setLabels("env=prod");
        TargetFreeze weekend = new TargetFreeze("0 17 * * FRI", "64h");
        weekend.setTimeZone("Europe/Berlin");
        weekend.setReason("nobody is here");
        target.setFreezes(List.of(weekend, new TargetFreeze("2026-12-24T12:00", "9d")));
        target.setFreezeOverriders("alice, bob");
        return target;
    }

    private void assertFreezesOf(ClusterTarget expected, ClusterTarget kept) throws Exception {
        assertThat(kept.getFreezes(), hasSize(expected.getFreezes().size()));
        for (int i = 0; i < kept.getFreezes().size(); i++) {
            j.assertEqualBeans(
                    expected.getFreezes().get(i), kept.getFreezes().get(i), "start,duration,timeZone,reason");
        }
    }

    private static void plant(String id) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, id, "", Secret.fromString("planted-token-value")));
        SystemCredentialsProvider.getInstance().save();
    }

    @Test
    public void theTargetsOfTheGuideAreConfiguredAsCodeAndExported() throws Exception {
        Matcher yaml = Pattern.compile("```yaml\n(unclassified:.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "targets.md")));
        assertThat("found", yaml.find(), is(true));
        Path file = folder.newFile("jenkins.yaml").toPath();
        Files.writeString(file, yaml.group(1));
        ConfigurationAsCode.get().configure(file.toString());
        DeploymentTargets targets = DeploymentTargets.get();
        assertThat(targets.isOnlyNamedTargets(), is(true));
        assertThat(targets.isAllowInCluster(), is(false));
        assertThat(targets.getClusters(), hasSize(2));
        ClusterTarget prod = targets.getClusters().get(0);
        assertThat(prod.isProtected(), is(true));
        assertThat(prod.getNamespaces(), is("shop, shop-*"));
        assertThat(prod.getFreezes(), hasSize(2));
        assertThat(prod.getFreezes().get(0).getStart(), is("0 17 * * FRI"));
        assertThat(prod.getFreezeOverriders(), is("alice, bob"));

        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        String text = exported.toString(StandardCharsets.UTF_8);
        for (String part :
                List.of("deploymentTargets:", "name: \"prod\"", "protected: true", "onlyNamedTargets: true")) {
            assertThat(text, containsString(part));
        }
        targets.setClusters(List.of());
        Files.writeString(file, text.substring(text.indexOf("unclassified:")));
        ConfigurationAsCode.get().configure(file.toString());
        assertThat(targets.getClusters(), hasSize(2));
        j.assertEqualDataBoundBeans(prod, targets.getClusters().get(0));
        assertFreezesOf(prod, targets.getClusters().get(0));
    }

    @Test
    public void theGlobalFormKeepsEveryFieldAndTheLastClusterCanBeRemoved() throws Exception {
        plant("prod-deployer");
        DeploymentTargets targets = DeploymentTargets.get();
        targets.setClusters(List.of(full("prod"), new ClusterTarget("test")));
        targets.setOnlyNamedTargets(true);
        targets.setForbidSkipTlsVerify(true);
        j.configRoundtrip();
        assertThat(targets.getClusters(), hasSize(2));
        j.assertEqualBeans(full("prod"), targets.getClusters().get(0), FIELDS);
        assertFreezesOf(full("prod"), targets.getClusters().get(0));
        j.assertEqualBeans(new ClusterTarget("test"), targets.getClusters().get(1), FIELDS);
        assertThat(targets.isOnlyNamedTargets() && targets.isForbidSkipTlsVerify(), is(true));
        assertThat("what is read again after a restart", new DeploymentTargets().getClusters(), hasSize(2));

        targets.setClusters(List.of());
        j.configRoundtrip();
        assertThat(targets.getClusters(), is(empty()));
        assertThat(targets.isOnlyNamedTargets(), is(true));
    }

    @Test
    public void aFolderKeepsItsClustersAndNothingWithoutAny() throws Exception {
        plant("prod-deployer");
        Folder team = j.createProject(Folder.class, "team");
        team.addProperty(new FolderTargets(List.of(full("prod"))));
        j.configRoundtrip(team);
        FolderTargets kept = team.getProperties().get(FolderTargets.class);
        assertThat(kept, notNullValue());
        j.assertEqualBeans(full("prod"), kept.getClusters().get(0), FIELDS);
        assertFreezesOf(full("prod"), kept.getClusters().get(0));
        Folder plain = j.createProject(Folder.class, "plain");
        j.configRoundtrip(plain);
        assertThat(plain.getProperties().get(FolderTargets.class), nullValue());
    }

    private static FaultServer cluster() {
        return FaultServer.http()
                .on("GET", "/version", Answer.json("{\"gitVersion\": \"v1.34.2\"}"))
                .on("POST", "/apis/authentication.k8s.io/.*", Answer.json("{\"kind\": \"SelfSubjectReview\"}"))
                .on(
                        "GET",
                        "/api/v1/namespaces/kube-system",
                        Answer.json("{\"kind\": \"Namespace\", \"metadata\": {\"uid\": \"" + UID + "\"}}"));
    }

    @Test
    public void trustOnFirstUseFillsInTheUidThatWasFound() throws Exception {
        plant("cluster");
        try (FaultServer server = cluster()) {
            ClusterTarget target = new ClusterTarget("prod");
            target.setServer(server.url());
            target.setCredentialsId("cluster");
            // plain HTTP needs it
            target.setSkipTlsVerify(true);
            DeploymentTargets.get().setClusters(List.of(target));
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                HtmlPage page = client.goTo("configure");
                HtmlElement button = page.querySelector(".deployment-steps-trust");
                button.click();
                client.waitForBackgroundJavaScript(10_000);
                HtmlInput uid = page.querySelector("input[name='_.clusterUid']");
                assertThat(uid.getValue(), is(UID));
                assertThat(server.requests("GET", "/version"), hasSize(1));
                j.submit(page.getFormByName("config"));
            }
            assertThat(DeploymentTargets.get().getClusters().get(0).getClusterUid(), is(UID));
        }
    }

    @Test
    @Covers({"S-04", "T-10"})
    public void theButtonsAreNotInThePagesOfThoseWhoMayNotUseThem() throws Exception {
        DeploymentTargets.get().setClusters(List.of(new ClusterTarget("prod")));
        Folder team = j.createProject(Folder.class, "team");
        team.addProperty(new FolderTargets(List.of(new ClusterTarget("prod"))));
        boolean extendedRead = Item.EXTENDED_READ.getEnabled();
        boolean systemRead = Jenkins.SYSTEM_READ.getEnabled();
        Item.EXTENDED_READ.setEnabled(true);
        Jenkins.SYSTEM_READ.setEnabled(true);
        try {
            j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
            j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.ADMINISTER)
                    .everywhere()
                    .to("admin")
                    .grant(Jenkins.READ, Jenkins.SYSTEM_READ)
                    .everywhere()
                    .to("reader")
                    .grant(Item.READ, Item.EXTENDED_READ)
                    .onItems(team)
                    .to("reader")
                    .grant(Jenkins.READ)
                    .everywhere()
                    .to("configurer")
                    .grant(Item.READ, Item.CONFIGURE)
                    .onItems(team)
                    .to("configurer"));
            assertThat(page("admin", "configure"), containsString("deployment-steps-trust"));
            assertThat(page("configurer", team.getUrl() + "configure"), containsString("deployment-steps-trust"));
            for (String path : List.of("configure", team.getUrl() + "configure")) {
                String page = page("reader", path);
                assertThat("the form is there: " + path, page, containsString("ClusterTarget/help/clusterUid"));
                assertThat(path, page, not(containsString("deployment-steps-trust")));
                assertThat(path, page, not(containsString("testConnection")));
            }
            assertThat(
                    "the controller's own account is not offered in a folder",
                    page("admin", team.getUrl() + "configure"),
                    not(containsString("_.inCluster")));
        } finally {
            Item.EXTENDED_READ.setEnabled(extendedRead);
            Jenkins.SYSTEM_READ.setEnabled(systemRead);
        }
    }

    private String page(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = j.createWebClient()) {
            client.login(user);
            return client.goTo(path).getWebResponse().getContentAsString();
        }
    }
}
