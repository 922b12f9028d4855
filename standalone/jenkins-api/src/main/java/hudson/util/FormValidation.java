package hudson.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.util.Collection;
import org.kohsuke.stapler.HttpResponse;

/** What the check of a form's field found. */
public abstract class FormValidation extends IOException implements HttpResponse {
    private static final long serialVersionUID = 1L;

    /** How grave it is. */
    public final Kind kind;

    private FormValidation(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** How grave a finding is. */
    public enum Kind {
        /** Nothing is wrong. */
        OK,
        /** It may be wrong. */
        WARNING,
        /** It is wrong. */
        ERROR
    }

    /** {@return an error, as plain text} */
    public static FormValidation error(String message) {
        return of(Kind.ERROR, message);
    }

    /** {@return a warning, as plain text} */
    public static FormValidation warning(String message) {
        return of(Kind.WARNING, message);
    }

    /** {@return that all is well, as plain text} */
    public static FormValidation ok(String message) {
        return of(Kind.OK, message);
    }

    /** {@return that all is well, as HTML} */
    public static FormValidation okWithMarkup(String message) {
        return new FormValidation(Kind.OK, message) {
            private static final long serialVersionUID = 1L;

            @Override
            public String renderHtml() {
                return "<div class=ok>" + message + "</div>";
            }
        };
    }

    /** {@return that all is well} */
    public static FormValidation ok() {
        return of(Kind.OK, null);
    }

    /** {@return an error, as formatted plain text} */
    public static FormValidation error(String format, Object... args) {
        return error(String.format(format, args));
    }

    /** {@return a warning, as formatted plain text} */
    public static FormValidation warning(String format, Object... args) {
        return warning(String.format(format, args));
    }

    /** {@return that all is well, as formatted plain text} */
    public static FormValidation ok(String format, Object... args) {
        return ok(String.format(format, args));
    }

    /** {@return an error with its cause} */
    public static FormValidation error(Throwable e, String message) {
        FormValidation found = error(message);
        found.initCause(e);
        return found;
    }

    /** {@return the gravest kind, with all texts} */
    public static @NonNull FormValidation aggregate(@NonNull Collection<FormValidation> validations) {
        Kind gravest = Kind.OK;
        StringBuilder text = new StringBuilder();
        for (FormValidation each : validations) {
            gravest = each.kind.compareTo(gravest) > 0 ? each.kind : gravest;
            if (each.getMessage() != null) {
                text.append(text.length() == 0 ? "" : "\n").append(each.getMessage());
            }
        }
        return of(gravest, text.length() == 0 ? null : text.toString());
    }

    /** {@return an error unless the text is a number that is not negative} */
    public static FormValidation validateNonNegativeInteger(String value) {
        try {
            return Integer.parseInt(value) < 0 ? error("Not a non-negative number") : ok();
        } catch (NumberFormatException e) {
            return error("Not a number");
        }
    }

    /** {@return an error unless the text is a number above zero} */
    public static FormValidation validatePositiveInteger(String value) {
        try {
            return Integer.parseInt(value) <= 0 ? error("Not a positive number") : ok();
        } catch (NumberFormatException e) {
            return error("Not a number");
        }
    }

    /** {@return an error for a blank text} */
    public static FormValidation validateRequired(String value) {
        return hudson.Util.fixEmptyAndTrim(value) == null ? error("Required") : ok();
    }

    /** {@return the finding as HTML} */
    public abstract String renderHtml();

    private static FormValidation of(Kind kind, String message) {
        return new FormValidation(kind, message) {
            private static final long serialVersionUID = 1L;

            @Override
            public String renderHtml() {
                String text = getMessage() == null ? "" : getMessage();
                return "<div class=" + kind.name().toLowerCase(java.util.Locale.ROOT) + ">"
                        + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</div>";
            }
        };
    }
}
