package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.ExtensionList;
import hudson.model.AbstractItem;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import hudson.tools.ToolDescriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.credentials.TestCredentials;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import io.jenkins.plugins.deploymentsteps.steps.WebMethods.Kind;
import io.jenkins.plugins.deploymentsteps.steps.WebMethods.Row;
import io.jenkins.plugins.deploymentsteps.steps.WebMethods.User;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/** The table "web method × user", against the stand-ins. */
@Covers({"S-01", "S-03"})
public class WebMethodsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Item item;

    /** An item with its own rights. */
    private static final class Guarded extends AbstractItem {
        Guarded() {
            super(Jenkins.get(), "shop");
        }

        @Override
        public ACL getACL() {
            return acl(true);
        }
    }

    private static ACL acl(boolean item) {
        return ACL.lambda2((who, what) -> {
            for (Permission at = what; at != null; at = at.impliedBy) {
                if (granted(who, item).contains(at)) {
                    return true;
                }
            }
            return false;
        });
    }

    private static Set<Permission> granted(Authentication who, boolean item) {
        return switch (User.valueOf(who.getName())) {
            case ANONYMOUS -> Set.of();
            case OVERALL_READ -> item ? Set.of() : Set.of(Jenkins.READ);
            case ITEM_READ -> item ? Set.of(Item.READ) : Set.of(Jenkins.READ);
            case ITEM_EXTENDED_READ -> item ? Set.of(Item.READ, Item.EXTENDED_READ) : Set.of(Jenkins.READ);
            // As if by a strategy that grants it globally, and this item does not inherit.
            case CONFIGURE_ELSEWHERE -> item ? Set.of(Item.READ) : Set.of(Jenkins.READ, Item.CONFIGURE);
            case USE_ITEM -> item ? Set.of(Item.READ, CredentialsProvider.USE_ITEM) : Set.of(Jenkins.READ);
            case ITEM_CONFIGURE -> item ? Set.of(Item.READ, Item.CONFIGURE) : Set.of(Jenkins.READ);
            case MANAGE -> item ? Set.of(Item.READ) : Set.of(Jenkins.READ, Jenkins.MANAGE);
            case ADMINISTER -> Set.of(Jenkins.ADMINISTER);
        };
    }

    @Before
    public void prepare() {
        Controller controller = Controller.start(folder.getRoot());
        controller.setAcl(acl(false));
        controller.addCredentials(TestCredentials.user(WebMethods.LISTED, "alice", "hunter2"));
        DeploymentTargets.get().setClusters(List.of(new ClusterTarget(WebMethods.LISTED)));
        item = new Guarded();
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<Descriptor<?>> descriptors() {
        List<Descriptor<?>> ours = new ArrayList<>();
        for (Descriptor each : ExtensionList.lookup(Descriptor.class)) {
            // The forms of tools are Jenkins' own.
            if (each.getClass().getName().startsWith("io.jenkins.plugins.deploymentsteps.")
                    && !(each instanceof ToolDescriptor)) {
                ours.add(each);
            }
        }
        assertThat("every configurable class is found", ours.size(), is(FormsTest.FORMS.size()));
        return ours;
    }

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
                        try (ACLContext as = ACL.as2(new UsernamePasswordAuthenticationToken(user.name(), ""))) {
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

    /** Beside a field a message needs no argument's name, which is not even what the field is called there. */
    @Test
    public void whatAFormSaysBesideAFieldIsASentence() throws Exception {
        for (Descriptor<?> descriptor : descriptors()) {
            for (Map.Entry<String, Method> each :
                    WebMethods.of(List.of(descriptor)).entrySet()) {
                Row row = WebMethods.table().get(each.getKey());
                if (row.kind() == Kind.CHECK) {
                    try (ACLContext as = ACL.as2(new UsernamePasswordAuthenticationToken(User.ADMINISTER.name(), ""))) {
                        assertThat(as, notNullValue());
                        FormValidation answer = (FormValidation) WebMethods.ask(descriptor, each.getValue(), row, item);
                        assertThat(each.getKey(), answer.getMessage(), matchesPattern("(?s)(?!\\w+:)['A-Z].*\\."));
                    }
                }
            }
        }
    }

    @Test
    public void noFormEverResolvesASecret() throws Exception {
        int before = TestCredentials.ASKED.get();
        everyUserGetsWhatTheTableSays();
        assertThat(TestCredentials.ASKED.get(), is(before));
    }
}
