package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.ExtensionPoint;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import io.jenkins.plugins.deploymentsteps.standalone.Name;
import java.util.Arrays;
import java.util.List;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/** Finds credentials; outside Jenkins those that the {@link Controller} holds. */
public abstract class CredentialsProvider extends Descriptor<CredentialsProvider>
        implements ExtensionPoint, hudson.model.Describable<CredentialsProvider> {
    /** The permissions on credentials. */
    public static final PermissionGroup GROUP = new PermissionGroup(CredentialsProvider.class, Name.of("Credentials"));

    /** Allows to use a job's credentials; implied by the right to configure the job. */
    public static final Permission USE_ITEM =
            new Permission(GROUP, "UseItem", null, Item.CONFIGURE, false, new PermissionScope[] {PermissionScope.ITEM});

    /** Allows to see. */
    public static final Permission VIEW =
            new Permission(GROUP, "View", null, Permission.READ, true, new PermissionScope[] {PermissionScope.ITEM});

    /** Describes its own class. */
    @SuppressWarnings("unchecked")
    public CredentialsProvider() {
        super(self());
    }

    /** {@return the credentials of a type that someone may use at an item; a null item is Jenkins itself} */
    @NonNull
    public static <C extends Credentials> List<C> lookupCredentialsInItem(
            @NonNull Class<C> type,
            @Nullable Item item,
            @Nullable Authentication authentication,
            @Nullable List<DomainRequirement> domainRequirements) {
        Controller controller = Controller.current();
        return item == null
                ? controller.credentials(type, Jenkins.get(), true, authentication, domainRequirements)
                : controller.credentials(type, item.getParent(), false, authentication, domainRequirements);
    }

    /** {@return the credentials of a type that someone may use at a group} */
    @NonNull
    @SuppressWarnings("rawtypes")
    public static <C extends Credentials> List<C> lookupCredentialsInItemGroup(
            @NonNull Class<C> type,
            @Nullable ItemGroup itemGroup,
            @Nullable Authentication authentication,
            @Nullable List<DomainRequirement> domainRequirements) {
        ItemGroup<?> group = itemGroup == null ? Jenkins.get() : itemGroup;
        return Controller.current()
                .credentials(type, group, group == Jenkins.get(), authentication, domainRequirements);
    }

    /** {@return the ids and names of the credentials that someone may use at an item} */
    public static <C extends IdCredentials> ListBoxModel listCredentialsInItem(
            @NonNull Class<C> type,
            @Nullable Item item,
            @Nullable Authentication authentication,
            @Nullable List<DomainRequirement> domainRequirements,
            @Nullable CredentialsMatcher matcher) {
        return names(lookupCredentialsInItem(type, item, authentication, domainRequirements), matcher);
    }

    /** {@return the ids and names of the credentials that someone may use at a group} */
    @SuppressWarnings("rawtypes")
    public static <C extends IdCredentials> ListBoxModel listCredentialsInItemGroup(
            @NonNull Class<C> type,
            @Nullable ItemGroup itemGroup,
            @Nullable Authentication authentication,
            @Nullable List<DomainRequirement> domainRequirements,
            @Nullable CredentialsMatcher matcher) {
        return names(lookupCredentialsInItemGroup(type, itemGroup, authentication, domainRequirements), matcher);
    }

    private static <C extends IdCredentials> ListBoxModel names(List<C> credentials, CredentialsMatcher matcher) {
        ListBoxModel names = new ListBoxModel();
        for (C each : credentials) {
            if (matcher == null || matcher.matches(each)) {
                names.add(Controller.nameOf(each), each.getId());
            }
        }
        return names;
    }

    /** {@return the credentials of an id that a build may use, or null; say {@link #track} besides} */
    @CheckForNull
    public static <C extends IdCredentials> C findCredentialById(
            @NonNull String id,
            @NonNull Class<C> type,
            @NonNull Run<?, ?> run,
            DomainRequirement... domainRequirements) {
        return findCredentialById(id, type, run, Arrays.asList(domainRequirements));
    }

    /** {@return the credentials of an id that a build may use, or null; say {@link #track} besides} */
    @CheckForNull
    public static <C extends IdCredentials> C findCredentialById(
            @NonNull String id,
            @NonNull Class<C> type,
            @NonNull Run<?, ?> run,
            @Nullable List<DomainRequirement> domainRequirements) {
        for (C each : lookupCredentialsInItem(type, run.getParent(), ACL.SYSTEM2, domainRequirements)) {
            if (each.getId().equals(id)) {
                return type.cast(each.forRun(run));
            }
        }
        return null;
    }

    /** {@return the credentials of an id that someone may use at an item, or null; a null item is Jenkins itself} */
    @CheckForNull
    public static <C extends IdCredentials> C findCredentialByIdInItem(
            @NonNull String id,
            @NonNull Class<C> type,
            @Nullable Item item,
            @Nullable Authentication authentication,
            @Nullable List<DomainRequirement> domainRequirements) {
        for (C each : lookupCredentialsInItem(type, item, authentication, domainRequirements)) {
            if (each.getId().equals(id)) {
                return each;
            }
        }
        return null;
    }

    /** {@return the same credentials, the build's use of them noted} */
    @SuppressWarnings("rawtypes")
    @CheckForNull
    public static <C extends Credentials> C track(@NonNull Run build, @CheckForNull C credentials) {
        if (credentials != null) {
            Controller.current().noteUse(build, credentials);
        }
        return credentials;
    }

    /** {@return the same credentials, the item's use of them noted} */
    @CheckForNull
    public static <C extends Credentials> C track(@NonNull Item item, @CheckForNull C credentials) {
        if (credentials != null) {
            Controller.current().noteUse(item, credentials);
        }
        return credentials;
    }

    @Override
    public Descriptor<CredentialsProvider> getDescriptor() {
        return this;
    }
}
