package io.jenkins.plugins.deploymentsteps.credentials;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.List;
import java.util.function.Supplier;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.springframework.security.core.Authentication;

/**
 * Answers the requests of forms about credentials, and guards every other one: the only place that decides who gets
 * an answer.
 *
 * <p>Who may not configure the item learns nothing: a box holds the current value alone, a check says that all is
 * well. Credentials are listed and never resolved.
 */
public enum CredentialsFields {
    /** Types that {@link RunCredentials#cluster} takes. */
    CLUSTER(CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(FileCredentials.class),
            CredentialsMatchers.instanceOf(StringCredentials.class),
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class),
            CredentialsMatchers.instanceOf(StandardCertificateCredentials.class))),
    /** What {@link #CLUSTER} takes, but for what Jenkins has for itself: a target is for jobs. */
    TARGET(CredentialsMatchers.allOf(
            CLUSTER.matcher, CredentialsMatchers.not(CredentialsMatchers.withScope(CredentialsScope.SYSTEM)))),
    /** Types that {@link RunCredentials#repository} takes. */
    REPOSITORY(CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class),
            CredentialsMatchers.instanceOf(StringCredentials.class),
            CredentialsMatchers.instanceOf(SSHUserPrivateKey.class))),
    /** Types that {@link RunCredentials#argo} takes. */
    ARGO(CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(StringCredentials.class),
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class)));

    private final CredentialsMatcher matcher;

    CredentialsFields(CredentialsMatcher matcher) {
        this.matcher = matcher;
    }

    /**
     * Fills a credentials box.
     *
     * @param item the item that is configured, null outside of any
     * @param url narrows the list to credentials of its domain; may be null
     * @param current the value that the box must keep
     */
    public ListBoxModel fill(@CheckForNull Item item, @CheckForNull String url, @CheckForNull String current) {
        StandardListBoxModel box = new StandardListBoxModel();
        if (mayList(item)) {
            box.includeEmptyValue();
            box.includeMatchingAs(authenticationOf(item), item, StandardCredentials.class, requirements(url), matcher);
        }
        box.includeCurrentValue(Util.fixNull(current));
        return box;
    }

    /**
     * Checks that the id is one that the box would list.
     *
     * @param item the item that is configured, null outside of any
     * @param url narrows the list to credentials of its domain; may be null
     * @param value the id
     * @param missing what an empty value means
     */
    public FormValidation check(
            @CheckForNull Item item, @CheckForNull String url, @CheckForNull String value, FormValidation missing) {
        if (!mayList(item)) {
            return FormValidation.ok();
        }
        String id = Util.fixEmptyAndTrim(value);
        if (id == null) {
            return missing;
        }
        // The only variable that Jenkins fills into an id: a credentials parameter.
        if (id.matches("\\$\\{[A-Za-z_][A-Za-z0-9_.]*}")) {
            return FormValidation.ok();
        }
        ListBoxModel listed = CredentialsProvider.listCredentialsInItem(
                StandardCredentials.class, item, authenticationOf(item), requirements(url), matcher);
        return listed.stream().anyMatch(option -> id.equals(option.value))
                ? FormValidation.ok()
                : FormValidation.warning(Messages.CredentialsFields_NotFound(id));
    }

    /**
     * Checks a field that has nothing to do with credentials, for those who may configure the item.
     *
     * @param item the item that is configured, null outside of any
     * @param check touches neither network nor files
     */
    public static FormValidation guarded(@CheckForNull Item item, Supplier<FormValidation> check) {
        return mayList(item) ? check.get() : FormValidation.ok();
    }

    /** Whether the user learns what there is at an item: the rule of the Credentials plugin's consumer guide. */
    public static boolean mayList(@CheckForNull Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    /** Returns as whom the jobs of an item look for credentials. */
    static Authentication authenticationOf(@CheckForNull Item item) {
        return item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }

    private List<DomainRequirement> requirements(@CheckForNull String url) {
        return CredentialDomain.ofForm(url, this == REPOSITORY);
    }
}
