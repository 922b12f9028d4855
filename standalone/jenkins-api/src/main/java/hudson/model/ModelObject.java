package hudson.model;

/** Something that a person sees by a name. */
public interface ModelObject {
    /** {@return the name for people} */
    String getDisplayName();
}
