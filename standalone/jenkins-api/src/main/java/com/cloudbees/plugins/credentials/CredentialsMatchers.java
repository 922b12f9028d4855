package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Arrays;

/** Ways to choose among credentials. */
public class CredentialsMatchers {
    private CredentialsMatchers() {}

    /** {@return what chooses all} */
    @NonNull
    public static CredentialsMatcher always() {
        return item -> true;
    }

    /** {@return what chooses none} */
    @NonNull
    public static CredentialsMatcher never() {
        return item -> false;
    }

    /** {@return what chooses all of a type} */
    @NonNull
    @SuppressWarnings("rawtypes")
    public static CredentialsMatcher instanceOf(@NonNull Class clazz) {
        return clazz::isInstance;
    }

    /** {@return what chooses those that another does not} */
    @NonNull
    public static CredentialsMatcher not(@NonNull CredentialsMatcher matcher) {
        return item -> !matcher.matches(item);
    }

    /** {@return what chooses by scope} */
    @NonNull
    public static CredentialsMatcher withScope(@NonNull CredentialsScope scope) {
        return item -> item.getScope() == scope;
    }

    /** {@return what chooses by id} */
    @NonNull
    public static CredentialsMatcher withId(@NonNull String id) {
        return item -> item instanceof IdCredentials named && named.getId().equals(id);
    }

    /** {@return what chooses those that all choose} */
    @NonNull
    public static CredentialsMatcher allOf(@NonNull CredentialsMatcher... matchers) {
        return item -> Arrays.stream(matchers).allMatch(each -> each.matches(item));
    }

    /** {@return what chooses those that any chooses} */
    @NonNull
    public static CredentialsMatcher anyOf(@NonNull CredentialsMatcher... matchers) {
        return item -> Arrays.stream(matchers).anyMatch(each -> each.matches(item));
    }

    /** {@return the first that the matcher chooses, or null} */
    @CheckForNull
    public static <C extends Credentials> C firstOrNull(
            @NonNull Iterable<C> credentials, @NonNull CredentialsMatcher matcher) {
        for (C each : credentials) {
            if (matcher.matches(each)) {
                return each;
            }
        }
        return null;
    }
}
