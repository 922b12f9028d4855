package jenkins.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.TopLevelItem;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import hudson.util.VersionNumber;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import io.jenkins.plugins.deploymentsteps.standalone.Name;
import java.io.File;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/** The root of an installation; outside Jenkins the one that the {@link Controller} holds. */
@ExportedBean
public class Jenkins implements ItemGroup<TopLevelItem>, AccessControlled {
    /** The permissions on Jenkins itself. */
    public static final PermissionGroup PERMISSIONS = new PermissionGroup(Jenkins.class, Name.of("Overall"));

    /** Allows everything. */
    @SuppressWarnings("deprecation")
    public static final Permission ADMINISTER = Permission.HUDSON_ADMINISTER;

    /** Allows the part of the global configuration that gives no further rights. */
    public static final Permission MANAGE = new Permission(
            PERMISSIONS, "Manage", null, ADMINISTER, false, new PermissionScope[] {PermissionScope.JENKINS});

    /** Allows to see. */
    public static final Permission READ =
            new Permission(PERMISSIONS, "Read", null, Permission.READ, PermissionScope.JENKINS);

    /** Whoever has not logged in. */
    public static final Authentication ANONYMOUS2 = new AnonymousAuthenticationToken(
            "anonymous", "anonymous", List.of(new SimpleGrantedAuthority("anonymous")));

    private static final Jenkins THE = new Jenkins();

    private Jenkins() {}

    /**
     * {@return the installation}
     *
     * @throws IllegalStateException on an agent
     */
    @NonNull
    public static Jenkins get() throws IllegalStateException {
        return THE;
    }

    /** {@return the installation; null on an agent} */
    @CheckForNull
    public static Jenkins getInstanceOrNull() {
        return get();
    }

    /** {@return the version of Jenkins} */
    @CheckForNull
    public static VersionNumber getVersion() {
        return new VersionNumber("2.541.3");
    }

    /** {@return who acts in this thread} */
    public static @NonNull Authentication getAuthentication2() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication == null ? ANONYMOUS2 : authentication;
    }

    /** {@return the proxy of the controller, or null} */
    @CheckForNull
    public ProxyConfiguration getProxy() {
        return Controller.current().proxy();
    }

    /** {@return the home directory} */
    public File getRootDir() {
        return Controller.current().home();
    }

    /** {@return the address that users reach Jenkins by, or null} */
    @CheckForNull
    public String getRootUrl() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return "Jenkins";
    }

    @Override
    public String getFullName() {
        return "";
    }

    @Override
    @Exported(name = "jobs")
    public List<TopLevelItem> getItems() {
        return Controller.current().items();
    }

    @Override
    public TopLevelItem getItem(String name) {
        return getItems().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** {@return the item of a full name, or null when there is none or it is not of the type} */
    public @CheckForNull <T extends Item> T getItemByFullName(@NonNull String fullName, Class<T> type) {
        Item found = getItem(fullName);
        return type.isInstance(found) ? type.cast(found) : null;
    }

    @Override
    @NonNull
    public ACL getACL() {
        return Controller.current().acl();
    }

    /** {@return the descriptor of a class, or null} */
    @CheckForNull
    @SuppressWarnings("rawtypes")
    public Descriptor getDescriptor(Class<? extends Describable> type) {
        for (Descriptor each : ExtensionList.lookup(Descriptor.class)) {
            if (each.clazz == type) {
                return each;
            }
        }
        return null;
    }

    /**
     * {@return the descriptor of a class}
     *
     * @throws AssertionError when there is none
     */
    @NonNull
    @SuppressWarnings("rawtypes")
    public Descriptor getDescriptorOrDie(Class<? extends Describable> type) {
        Descriptor descriptor = getDescriptor(type);
        if (descriptor == null) {
            throw new AssertionError(type + " is missing its descriptor");
        }
        return descriptor;
    }

    /** {@return the descriptor that is of a class, or null} */
    @CheckForNull
    @SuppressWarnings("rawtypes")
    public <T extends Descriptor> T getDescriptorByType(Class<T> type) {
        for (Descriptor each : ExtensionList.lookup(Descriptor.class)) {
            if (each.getClass() == type) {
                return type.cast(each);
            }
        }
        return null;
    }
}
