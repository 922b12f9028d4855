package hudson.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.Serializable;

/** A text that is kept encrypted on disk. */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1L;

    @NonNull
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** {@return the plain text} */
    @NonNull
    public String getPlainText() {
        return value;
    }

    /** {@return the plain text; say {@link #getPlainText} instead} */
    @Override
    @Deprecated
    public String toString() {
        return value;
    }

    /** {@return the text encrypted with the controller's key, in braces} */
    public String getEncryptedValue() {
        return "{" + Controller.current().encrypt(value) + "}";
    }

    /** {@return what {@link #getEncryptedValue} encrypted, or null when the text is none such} */
    @CheckForNull
    public static Secret decrypt(@CheckForNull String data) {
        if (data == null || !data.startsWith("{") || !data.endsWith("}")) {
            return null;
        }
        String plain = Controller.current().decrypt(data.substring(1, data.length() - 1));
        return plain == null ? null : new Secret(plain);
    }

    /** {@return the secret of a plain or an encrypted text; null is an empty one} */
    @NonNull
    public static Secret fromString(@CheckForNull String data) {
        String text = hudson.Util.fixNull(data);
        Secret decrypted = decrypt(text);
        return decrypted == null ? new Secret(text) : decrypted;
    }

    /** {@return the plain text, or null for null} */
    @CheckForNull
    public static String toString(@CheckForNull Secret s) {
        return s == null ? null : s.value;
    }

    @Override
    public boolean equals(Object that) {
        return that instanceof Secret other && value.equals(other.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
