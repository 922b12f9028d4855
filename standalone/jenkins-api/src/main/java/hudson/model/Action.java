package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** Something added to a build, a job or another object. */
public interface Action extends ModelObject {
    /** {@return the icon in the side panel, or null to stay out of it} */
    @CheckForNull
    String getIconFileName();

    @Override
    @CheckForNull
    String getDisplayName();

    /** {@return the address below the owner's, or null for none} */
    @CheckForNull
    String getUrlName();
}
