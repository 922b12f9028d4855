package io.jenkins.plugins.deploymentsteps.standalone;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.UsernameCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.HostnameRequirement;
import hudson.ProxyConfiguration;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.TopLevelItem;
import hudson.security.ACL;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * The controller that the stand-ins stand for: one in a process, all its state in memory. Whatever the stand-ins answer
 * comes from here, so a test or the runner prepares it. Safe for use by several threads.
 */
public final class Controller {
    private static volatile Controller current;

    private final File home;
    private final List<TopLevelItem> items = new CopyOnWriteArrayList<>();
    private final Extensions extensions = new Extensions();
    private final Cipher cipher = new Cipher();
    private final List<Held> held = new CopyOnWriteArrayList<>();
    private final List<Use> uses = new CopyOnWriteArrayList<>();
    private volatile ProxyConfiguration proxy;
    private volatile ACL acl = ACL.lambda2((who, what) -> true);

    private Controller(File home) {
        this.home = home;
    }

    /** One use of credentials, as a build or an item noted it. */
    public record Use(Object user, Credentials credentials) {}

    private record Held(Credentials credentials, ItemGroup<?> group, List<String> hosts) {}

    /** {@return the controller; a new one without a home unless one was started} */
    public static Controller current() {
        Controller running = current;
        return running == null ? startIfNone() : running;
    }

    private static synchronized Controller startIfNone() {
        if (current == null) {
            current = new Controller(new File("."));
        }
        return current;
    }

    /** {@return a new controller with its home at a directory, in place of the one before} */
    public static synchronized Controller start(File home) {
        current = new Controller(home);
        return current;
    }

    /** {@return the home directory} */
    public File home() {
        return home;
    }

    /** {@return the items at the root} */
    public List<TopLevelItem> items() {
        return List.copyOf(items);
    }

    /** Adds an item at the root. */
    public void add(TopLevelItem item) {
        items.add(item);
    }

    /** {@return all extensions of a type, the highest ordinal first} */
    public <T> List<T> extensions(Class<T> type) {
        return extensions.of(type);
    }

    /** {@return the proxy, or null} */
    public ProxyConfiguration proxy() {
        return proxy;
    }

    /** Sets the proxy; null = none. */
    public void setProxy(ProxyConfiguration configuration) {
        proxy = configuration;
    }

    /** {@return who may do what; everyone everything unless set} */
    public ACL acl() {
        return acl;
    }

    /** Sets who may do what. */
    public void setAcl(ACL rule) {
        acl = rule;
    }

    /** Gives every job credentials, for all hosts unless some are named. */
    public void addCredentials(Credentials credentials, String... hosts) {
        addCredentials(credentials, Jenkins.get(), hosts);
    }

    /** Gives the jobs below a group credentials, for all hosts unless some are named. */
    public void addCredentials(Credentials credentials, ItemGroup<?> group, String... hosts) {
        held.add(new Held(credentials, group, List.of(hosts)));
    }

    /** {@return what was noted of the use of credentials} */
    public List<Use> uses() {
        return List.copyOf(uses);
    }

    /** Notes a use of credentials. */
    public void noteUse(Object user, Credentials credentials) {
        uses.add(new Use(user, credentials));
    }

    /**
     * {@return the credentials that are found at a group}
     *
     * @param type their type
     * @param group where to start; the groups above follow
     * @param forSystem whether Jenkins itself asks, which may use its own ones
     * @param who asks; only the system finds any, as a job's own rights are the system's
     * @param requirements what they are needed for, or null
     */
    public <C extends Credentials> List<C> credentials(
            Class<C> type,
            ItemGroup<?> group,
            boolean forSystem,
            Authentication who,
            List<DomainRequirement> requirements) {
        List<C> found = new ArrayList<>();
        if (!ACL.SYSTEM2.equals(who)) {
            return found;
        }
        for (ItemGroup<?> at = group; at != null; at = above(at)) {
            for (Held each : held) {
                boolean usable = forSystem || each.credentials.getScope() != CredentialsScope.SYSTEM;
                if (each.group == at && usable && type.isInstance(each.credentials) && fits(each, requirements)) {
                    found.add(type.cast(each.credentials));
                }
            }
        }
        return found;
    }

    private static ItemGroup<?> above(ItemGroup<?> group) {
        return group instanceof Item item ? item.getParent() : null;
    }

    private static boolean fits(Held each, List<DomainRequirement> requirements) {
        if (each.hosts.isEmpty() || requirements == null) {
            return true;
        }
        return requirements.stream()
                .filter(HostnameRequirement.class::isInstance)
                .allMatch(needed -> each.hosts.contains(((HostnameRequirement) needed).getHostname()));
    }

    /** {@return what people see of credentials: the user or the id, and the description} */
    public static String nameOf(IdCredentials credentials) {
        String name =
                credentials instanceof UsernameCredentials user ? user.getUsername() + "/******" : credentials.getId();
        String description = credentials instanceof StandardCredentials standard ? standard.getDescription() : "";
        return description.isEmpty() ? name : name + " (" + description + ")";
    }

    /** {@return a text encrypted with this controller's key} */
    public String encrypt(String plain) {
        return cipher.encrypt(plain);
    }

    /** {@return what this controller encrypted, or null when the text is none such} */
    public String decrypt(String encrypted) {
        return cipher.decrypt(encrypted);
    }
}
