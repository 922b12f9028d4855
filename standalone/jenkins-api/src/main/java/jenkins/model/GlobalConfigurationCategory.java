package jenkins.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionPoint;
import hudson.model.ModelObject;
import org.jenkinsci.Symbol;

/** A page of the global configuration. */
public abstract class GlobalConfigurationCategory implements ExtensionPoint, ModelObject {
    /** {@return what the page is for} */
    public abstract String getShortDescription();

    /** {@return the page of a class} */
    public static @NonNull <T extends GlobalConfigurationCategory> T get(Class<T> type) {
        return type.cast(type == Security.class ? new Security() : new Unclassified());
    }

    /** The page for everything that has none of its own. */
    @Extension
    @Symbol("unclassified")
    public static class Unclassified extends GlobalConfigurationCategory {
        @Override
        public String getShortDescription() {
            return "Configure global settings and paths.";
        }

        @Override
        public String getDisplayName() {
            return "System";
        }
    }

    /** The page for security. */
    @Extension
    @Symbol("security")
    public static class Security extends GlobalConfigurationCategory {
        @Override
        public String getShortDescription() {
            return "Secure Jenkins.";
        }

        @Override
        public String getDisplayName() {
            return "Security";
        }
    }
}
