package hudson.model;

/**
 * A base of things that a form configures.
 *
 * @param <T> the kind of thing
 */
@Deprecated
public abstract class AbstractDescribableImpl<T extends AbstractDescribableImpl<T>> implements Describable<T> {}
