package io.jenkins.plugins.deploymentsteps.standalone;

import java.util.Locale;
import org.jvnet.localizer.Localizable;
import org.jvnet.localizer.ResourceBundleHolder;

/** A name that is the same in every language. */
public final class Name extends Localizable {
    private static final long serialVersionUID = 1L;

    private final String text;

    private Name(String text) {
        super(ResourceBundleHolder.get(Name.class), text);
        this.text = text;
    }

    /** {@return the name of a text} */
    public static Localizable of(String text) {
        return new Name(text);
    }

    @Override
    public String toString(Locale locale) {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
