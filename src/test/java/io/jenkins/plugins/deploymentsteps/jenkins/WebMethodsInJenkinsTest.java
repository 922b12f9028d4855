package io.jenkins.plugins.deploymentsteps.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.steps.GitopsCommitStep;
import io.jenkins.plugins.deploymentsteps.steps.WebMethods;
import io.jenkins.plugins.deploymentsteps.steps.WebMethods.Row;
import io.jenkins.plugins.deploymentsteps.steps.WebMethods.User;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.springframework.security.core.Authentication;

/** The table "web method × user", in a real Jenkins: called as Stapler calls, and over HTTP. */
@Covers({"S-01", "S-03"})
public class WebMethodsInJenkinsTest {
    private static final List<Permission> OFF_BY_DEFAULT =
            List.of(Item.EXTENDED_READ, CredentialsProvider.USE_ITEM, Jenkins.MANAGE);
    private static final Map<Permission, Boolean> BEFORE = new HashMap<>();

    @Rule
    public final JenkinsRule jenkins = new JenkinsRule();

    private FreeStyleProject item;

    @BeforeClass
    public static void enablePermissions() {
        OFF_BY_DEFAULT.forEach(each -> {
            BEFORE.put(each, each.getEnabled());
            each.setEnabled(true);
        });
    }

    @AfterClass
    public static void restorePermissions() {
        BEFORE.forEach(Permission::setEnabled);
    }

    @Before
    public void prepare() throws Exception {
        item = jenkins.createFreeStyleProject("shop");
        FreeStyleProject elsewhere = jenkins.createFreeStyleProject("elsewhere");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, WebMethods.LISTED, null, "alice", "hunter2"));
        DeploymentTargets.get().setClusters(List.of(new ClusterTarget(WebMethods.LISTED)));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        MockAuthorizationStrategy rights = new MockAuthorizationStrategy();
        for (User user : User.values()) {
            if (user != User.ANONYMOUS) {
                rights.grant(Jenkins.READ).everywhere().to(user.name());
            }
        }
        rights.grant(Item.READ).onItems(item).to(User.ITEM_READ.name());
        rights.grant(Item.READ, Item.EXTENDED_READ).onItems(item).to(User.ITEM_EXTENDED_READ.name());
        rights.grant(Item.READ).onItems(item).to(User.CONFIGURE_ELSEWHERE.name());
        rights.grant(Item.READ, Item.CONFIGURE).onItems(elsewhere).to(User.CONFIGURE_ELSEWHERE.name());
        rights.grant(Item.CONFIGURE).onRoot().to(User.CONFIGURE_ELSEWHERE.name());
        rights.grant(Item.READ, CredentialsProvider.USE_ITEM).onItems(item).to(User.USE_ITEM.name());
        rights.grant(Item.READ, Item.CONFIGURE).onItems(item).to(User.ITEM_CONFIGURE.name());
        rights.grant(Item.READ).onItems(item).to(User.MANAGE.name());
        rights.grant(Jenkins.MANAGE).everywhere().to(User.MANAGE.name());
        rights.grant(Jenkins.ADMINISTER).everywhere().to(User.ADMINISTER.name());
        jenkins.jenkins.setAuthorizationStrategy(rights);
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<Descriptor<?>> descriptors() {
        List<Descriptor<?>> ours = new ArrayList<>();
        for (Descriptor each : ExtensionList.lookup(Descriptor.class)) {
            if (each.getClass().getName().startsWith("io.jenkins.plugins.deploymentsteps.")) {
                ours.add(each);
            }
        }
        return ours;
    }

    private static Authentication as(User user) {
        return user == User.ANONYMOUS
                ? Jenkins.ANONYMOUS2
                : hudson.model.User.getById(user.name(), true).impersonate2();
    }

    /** Unlike a table of our own, the list of descriptors is what Jenkins found. */
    @Test
    public void everyWebMethodHasARow() {
        assertThat(WebMethods.of(descriptors()).keySet(), is(WebMethods.table().keySet()));
    }

    @Test
    public void everyUserGetsWhatTheTableSays() throws Exception {
        for (Descriptor<?> descriptor : descriptors()) {
            for (Map.Entry<String, Method> each :
                    WebMethods.of(List.of(descriptor)).entrySet()) {
                Row row = WebMethods.table().get(each.getKey());
                for (User user : User.values()) {
                    for (Item at : new Item[] {null, item}) {
                        String what = each.getKey() + " as " + user + " at " + (at == null ? "no item" : "the item");
                        try (ACLContext as = ACL.as2(as(user))) {
                            assertThat(as, notNullValue());
                            Object answer = WebMethods.ask(descriptor, each.getValue(), row, at);
                            boolean expected = user.gets(row.kind(), at != null);
                            assertThat(what, answer, expected ? not(nullValue()) : nullValue());
                        }
                    }
                }
            }
        }
    }

    @Test
    @Covers("S-02")
    public void everyWebMethodAnswersToPostWithACrumbOnly() throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.login(User.ADMINISTER.name());
        for (Descriptor<?> descriptor : descriptors()) {
            for (String name : WebMethods.of(List.of(descriptor)).keySet()) {
                String method = name.substring(name.indexOf(".do") + 3);
                String path = item.getUrl() + descriptor.getDescriptorUrl() + "/"
                        + method.substring(0, 1).toLowerCase(Locale.ROOT) + method.substring(1)
                        + "?value=${X}";
                URL url = new URL(jenkins.getURL(), path);
                assertThat("GET " + name, status(client, new WebRequest(url, HttpMethod.GET)), anyOf(is(404), is(405)));
                assertThat("no crumb " + name, status(client, new WebRequest(url, HttpMethod.POST)), is(403));
                WebRequest post = new WebRequest(url, HttpMethod.POST);
                client.addCrumb(post);
                assertThat("POST " + name, status(client, post), is(200));
            }
        }
    }

    @Test
    public void boxesListCredentialsOverHttpToThoseWhoMay() throws Exception {
        for (User user : List.of(User.ITEM_CONFIGURE, User.CONFIGURE_ELSEWHERE)) {
            JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
            client.login(user.name());
            for (String step : List.of(
                    "KubeApplyStep",
                    "KubeDiffStep",
                    "KubeRollbackStep",
                    "KubeWaitStep",
                    "GitopsCommitStep",
                    "ArgoSyncStep")) {
                String path = item.getUrl() + "descriptorByName/io.jenkins.plugins.deploymentsteps.steps." + step
                        + "/fillCredentialsIdItems?credentialsId=" + WebMethods.CURRENT;
                WebRequest post = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
                client.addCrumb(post);
                String box = client.getPage(post).getWebResponse().getContentAsString();
                assertThat(box, containsString(WebMethods.CURRENT));
                boolean lists = user == User.ITEM_CONFIGURE;
                assertThat(
                        step + " for " + user,
                        box,
                        lists ? containsString(WebMethods.LISTED) : not(containsString(WebMethods.LISTED)));
            }
        }
    }

    @Test
    public void repositoryOverPlainHttpWorksAndIsWarnedOf() {
        GitopsCommitStep.DescriptorImpl form =
                jenkins.jenkins.getDescriptorByType(GitopsCommitStep.DescriptorImpl.class);
        try (ACLContext as = ACL.as2(as(User.ITEM_CONFIGURE))) {
            assertThat(as, notNullValue());
            assertThat(
                    form.doCheckUrl(item, "http://git.example/shop/deployments.git").kind,
                    is(FormValidation.Kind.WARNING));
            assertThat(
                    form.doCheckUrl(item, "https://git.example/shop/deployments.git").kind, is(FormValidation.Kind.OK));
            assertThat(form.doCheckUrl(item, "git@git.example:shop/deployments.git").kind, is(FormValidation.Kind.OK));
        }
    }

    private static int status(JenkinsRule.WebClient client, WebRequest request) throws Exception {
        WebResponse response = client.getPage(request).getWebResponse();
        return response.getStatusCode();
    }
}
