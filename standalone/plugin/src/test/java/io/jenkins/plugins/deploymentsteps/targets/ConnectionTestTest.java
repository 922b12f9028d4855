package io.jenkins.plugins.deploymentsteps.targets;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.credentials.TestCredentials;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;

/** The button "Test connection": for whom it connects, with what, and what it says. */
public class ConnectionTestTest {
    private static final String UID = "0b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d";
    private static final String TOKEN = "hunter2-hunter2";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ClusterTarget.DescriptorImpl form = new ClusterTarget.DescriptorImpl();
    private FaultServer server;
    private Controller controller;

    @Before
    public void prepare() {
        controller = Controller.start(folder.getRoot());
        controller.addCredentials(TestCredentials.token("cluster", TOKEN));
        server = FaultServer.http()
                .on("GET", "/version", Answer.json("{\"gitVersion\": \"v1.34.2\"}"))
                .on(
                        "POST",
                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                        Answer.json("{\"status\": {\"userInfo\": {\"username\": \"<b>jenkins</b>\"}}}"))
                .on(
                        "GET",
                        "/api/v1/namespaces/kube-system",
                        Answer.json("{\"kind\": \"Namespace\", \"metadata\": {\"uid\": \"" + UID + "\"}}"));
    }

    @After
    public void close() {
        server.close();
    }

    /** Over plain HTTP, so that certificates are of no concern here. */
    private FormValidation test(Item item, String url, String credentialsId, String uid) {
        return form.doTestConnection(item, url, null, credentialsId, null, true, false, uid);
    }

    private FormValidation test(String credentialsId, String uid) {
        return test(null, server.url(), credentialsId, uid);
    }

    private void assertRefused(FormValidation found, String... parts) {
        assertThat(found.getMessage(), found.kind, is(FormValidation.Kind.ERROR));
        for (String part : parts) {
            assertThat(found.getMessage(), containsString(part));
        }
        assertThat(found.getMessage(), not(containsString(TOKEN)));
        assertThat("no UID to pin", found.renderHtml(), not(containsString("data-cluster-uid")));
    }

    @Test
    public void itSaysWhatIsThereAndAsWhom() {
        FormValidation found = test("cluster", null);
        assertThat(found.getMessage(), found.kind, is(FormValidation.Kind.OK));
        assertThat(
                found.renderHtml(),
                allOf(
                        containsString("data-cluster-uid=\"" + UID + "\""),
                        containsString("Kubernetes v1.34.2"),
                        containsString("&lt;b&gt;jenkins&lt;/b&gt;"),
                        not(containsString("<b>"))));
        assertThat(server.requests("GET", "/version").get(0).headers().get("authorization"), is("Bearer " + TOKEN));
        assertThat(test("cluster", UID).kind, is(FormValidation.Kind.OK));
    }

    @Test
    @Covers("S-35")
    public void anotherClusterThanThePinnedOneIsAnErrorAndNotPinned() {
        assertRefused(test("cluster", "11111111-2222-3333-4444-555555555555"), "is another cluster", UID);
        server.on("GET", "/api/v1/namespaces/kube-system", Answer.status(403));
        assertRefused(test("cluster", UID), "cannot be compared");
        assertThat(test("cluster", null).renderHtml(), not(containsString("data-cluster-uid")));
    }

    private static ACL only(Set<Permission> granted) {
        return ACL.lambda2((who, what) -> {
            if (ACL.SYSTEM2.equals(who)) {
                return true;
            }
            for (Permission at = what; at != null; at = at.impliedBy) {
                if (granted.contains(at)) {
                    return true;
                }
            }
            return false;
        });
    }

    @Test
    @Covers({"S-04", "T-07", "T-03"})
    public void whoMayNotConfigureOpensNoConnection() throws Exception {
        controller.setAcl(only(Set.of(Jenkins.READ, Item.CONFIGURE, Jenkins.MANAGE)));
        TestFolder team = new TestFolder(Jenkins.get(), "team");
        team.setAcl(only(Set.of(Item.READ, Item.EXTENDED_READ, CredentialsProvider.USE_ITEM)));
        try (ACLContext as = ACL.as2(new UsernamePasswordAuthenticationToken("alice", ""))) {
            assertThrows(as.toString(), AccessDeniedException.class, () -> test("cluster", null));
            assertThrows(AccessDeniedException.class, () -> test(team, server.url(), "cluster", null));
            assertThat(ConnectionTest.isAllowed(null), is(false));
            assertThat(ConnectionTest.isAllowed(team), is(false));
            assertThat(server.connections(), is(0));
            team.setAcl(only(Set.of(Item.CONFIGURE)));
            assertThat(ConnectionTest.isAllowed(team), is(true));
            assertThat(test(team, server.url(), "cluster", null).kind, is(FormValidation.Kind.OK));
        }
    }

    @Test
    @Covers({"S-04", "T-08"})
    public void aCredentialOfAnotherDomainIsNotSent() {
        controller.addCredentials(TestCredentials.token("elsewhere", TOKEN), "a.example");
        assertRefused(test("elsewhere", null), "there is no credential 'elsewhere'");
        assertRefused(test(null, server.url() + "/$x", "elsewhere", null), "there is no credential 'elsewhere'");
        assertThat(server.connections(), is(0));
    }

    @Test
    @Covers({"S-05", "T-11", "T-12"})
    public void onlyWhatTheJobsThereMayUseIsUsed() throws Exception {
        TestFolder team = new TestFolder(Jenkins.get(), "team");
        TestFolder apps = new TestFolder(team, "apps");
        TestFolder other = new TestFolder(Jenkins.get(), "other");
        controller.addCredentials(TestCredentials.token("of-other", TOKEN), other);
        controller.addCredentials(TestCredentials.token("of-team", TOKEN), team);
        controller.addCredentials(TestCredentials.token(CredentialsScope.SYSTEM, "system", TOKEN));
        assertRefused(test(apps, server.url(), "of-other", null), "there is no credential 'of-other'");
        assertRefused(test(apps, server.url(), "system", null), "there is no credential 'system'");
        assertRefused(test("system", null), "there is no credential 'system'");
        assertThat(server.connections(), is(0));
        assertThat(test(apps, server.url(), "of-team", null).kind, is(FormValidation.Kind.OK));
        assertThat(
                "the box of the global form lists no credential of Jenkins' own",
                form.doFillCredentialsIdItems(null, null, null).stream()
                        .filter(option -> option.value.equals("system"))
                        .toList(),
                is(empty()));
    }

    @Test
    @Covers({"S-04", "T-09"})
    public void onlyHttpUrlsAreTried() {
        int asked = TestCredentials.ASKED.get();
        for (String url : List.of("file:///etc/passwd", "ftp://x", "gopher://x:70/", "x", "https://", "http://a b")) {
            assertRefused(test(null, url, "cluster", null), "https:// URL");
        }
        assertRefused(test(null, server.url().replace("//", "//u:hunter3@"), "cluster", null), "must not hold");
        assertThat("no credential is opened for those", TestCredentials.ASKED.get(), is(asked));
        assertThat(server.connections(), is(0));
    }

    @Test
    @Covers("S-16")
    public void whatAdministratorsForbidIsNotTried() {
        DeploymentTargets.get().setForbidSkipTlsVerify(true);
        assertRefused(
                form.doTestConnection(null, server.url(), null, "cluster", null, true, false, null), "skipTlsVerify: ");
        assertRefused(form.doTestConnection(null, null, null, null, null, false, true, null), "Allow it below, first.");
        assertThat(server.connections(), is(0));
    }

    @Test
    @Covers("S-08")
    public void aServerThatRepeatsTheTokenIsMasked() {
        server.on(
                "GET",
                "/version",
                Answer.status(400).withJson("{\"kind\": \"Status\", \"message\": \"bad token " + TOKEN + "\"}"));
        assertRefused(test("cluster", null), "****");
    }
}
