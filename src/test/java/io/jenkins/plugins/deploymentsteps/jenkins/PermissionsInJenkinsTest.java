package io.jenkins.plugins.deploymentsteps.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.steps.WebMethods;
import io.jenkins.plugins.deploymentsteps.steps.WebMethods.Kind;
import io.jenkins.plugins.deploymentsteps.steps.WebMethods.Row;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** The table "web method × user" in a real Jenkins. */
@Covers({"S-01", "S-03"})
public class PermissionsInJenkinsTest {
    @ClassRule
    public static final JenkinsRule j = new JenkinsRule();

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<Descriptor<?>> descriptors() {
        List<Descriptor<?>> ours = new ArrayList<>();
        for (Descriptor each : j.jenkins.getExtensionList(Descriptor.class)) {
            if (each.getClass().getName().startsWith("io.jenkins.plugins.deploymentsteps.steps.")) {
                ours.add(each);
            }
        }
        return ours;
    }

    @Test
    public void everyUserGetsWhatTheTableSays() throws Exception {
        assertThat(WebMethods.of(descriptors()).keySet(), is(WebMethods.table().keySet()));
        Item.EXTENDED_READ.setEnabled(true);
        CredentialsProvider.USE_ITEM.setEnabled(true);
        Jenkins.MANAGE.setEnabled(true);
        FreeStyleProject item = j.createFreeStyleProject("shop");
        FreeStyleProject another = j.createFreeStyleProject("another");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, WebMethods.LISTED, "", "alice", "hunter2-hunter2"));
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        MockAuthorizationStrategy rights = new MockAuthorizationStrategy();
        for (WebMethods.User user : WebMethods.User.values()) {
            if (user != WebMethods.User.ANONYMOUS) {
                rights.grant(Jenkins.READ).everywhere().to(user.name());
            }
        }
        rights.grant(Item.READ)
                .onItems(item)
                .to("ITEM_READ", "ITEM_EXTENDED_READ", "USE_ITEM", "ITEM_CONFIGURE", "CONFIGURE_ELSEWHERE");
        rights.grant(Item.EXTENDED_READ).onItems(item).to("ITEM_EXTENDED_READ");
        rights.grant(CredentialsProvider.USE_ITEM).onItems(item).to("USE_ITEM");
        rights.grant(Item.CONFIGURE).onItems(item).to("ITEM_CONFIGURE");
        rights.grant(Item.READ, Item.CONFIGURE).onItems(another).to("CONFIGURE_ELSEWHERE");
        rights.grant(Item.CONFIGURE).onRoot().to("CONFIGURE_ELSEWHERE");
        rights.grant(Jenkins.MANAGE).onRoot().to("MANAGE");
        rights.grant(Jenkins.ADMINISTER).everywhere().to("ADMINISTER");
        j.jenkins.setAuthorizationStrategy(rights);

        for (Descriptor<?> descriptor : descriptors()) {
            for (Map.Entry<String, Method> each :
                    WebMethods.of(List.of(descriptor)).entrySet()) {
                Row row = WebMethods.table().get(each.getKey());
                for (WebMethods.User user : WebMethods.User.values()) {
                    for (Item at : new Item[] {null, item}) {
                        String what = each.getKey() + " as " + user + " at " + at;
                        var who = user == WebMethods.User.ANONYMOUS
                                ? Jenkins.ANONYMOUS2
                                : User.getById(user.name(), true).impersonate2();
                        try (ACLContext as = ACL.as2(who)) {
                            assertThat(as, notNullValue());
                            Object answer = WebMethods.ask(descriptor, each.getValue(), row, at);
                            boolean expected = row.kind() == Kind.CONSTANT || user.gets(at != null);
                            assertThat(what, answer, expected ? not(nullValue()) : nullValue());
                        }
                    }
                }
            }
        }
    }
}
