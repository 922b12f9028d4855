package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import io.jenkins.plugins.deploymentsteps.credentials.FipsMode;
import io.jenkins.plugins.deploymentsteps.git.GitUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Checks what was typed into a form as the step itself will, without network; a text with a variable is not known yet
 * and passes. Only those who may configure the item get an answer.
 */
final class FormFields {
    private FormFields() {}

    /** Reads a text that a field of a step may not accept. */
    interface Reading {
        /**
         * Reads.
         *
         * @param argument its name, with which the message of a failure begins
         * @param text what was given
         */
        void read(String argument, String text) throws DeploymentException;
    }

    /** Checks a text that may be left out. */
    static FormValidation check(@CheckForNull Item item, String argument, @CheckForNull String value, Reading reading) {
        return CredentialsFields.guarded(item, () -> {
            String text = Util.fixEmptyAndTrim(value);
            return text == null ? FormValidation.ok() : read(argument, text, reading);
        });
    }

    /** Checks a text that must be there. */
    static FormValidation required(
            @CheckForNull Item item, String argument, @CheckForNull String value, Reading reading) {
        return CredentialsFields.guarded(item, () -> {
            String text = Util.fixEmptyAndTrim(value);
            return text == null ? FormValidation.error(Messages.FormFields_Required()) : read(argument, text, reading);
        });
    }

    private static FormValidation read(String argument, String text, Reading reading) {
        if (text.contains("$")) {
            return FormValidation.ok();
        }
        try {
            reading.read(argument, text);
            return FormValidation.ok();
        } catch (DeploymentException e) {
            return FormValidation.error(beside(argument, e.getMessage()));
        }
    }

    /** Makes a sentence of a message: which argument it is about, the field beside it says. */
    private static String beside(String argument, String message) {
        String name = argument + ": ";
        String text = message.startsWith(name) ? message.substring(name.length()) : message;
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Accepts any text. */
    static void anything(String argument, String text) {
        // nothing to find fault with
    }

    /** Accepts a whole number of at least 1. */
    static void positiveNumber(String argument, String text) throws DeploymentException {
        if (!text.matches("0*[1-9][0-9]{0,8}")) {
            throw Arguments.invalid(argument, Messages.FormFields_NoPositiveNumber());
        }
    }

    /** Accepts an absolute HTTP(S) URL without user info. */
    static void httpUrl(String argument, String text) throws DeploymentException {
        FipsMode.checkUrl(argument, text);
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw Arguments.invalid(argument, Messages.FormFields_NoUrl());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
            throw Arguments.invalid(argument, Messages.FormFields_NoUrl());
        }
        if (uri.getRawUserInfo() != null) {
            throw Arguments.invalid(argument, Messages.FormFields_UserInfo());
        }
    }

    /** Says what plain HTTP means for a URL that is one otherwise: skipTlsVerify must allow it, and then it gives the credential away. */
    static FormValidation plainHttp(@CheckForNull Item item, @CheckForNull String value, FormValidation readable) {
        boolean plain = value != null && value.strip().regionMatches(true, 0, "http:", 0, "http:".length());
        return plain && readable.kind == FormValidation.Kind.OK
                ? CredentialsFields.guarded(item, () -> FormValidation.warning(Messages.FormFields_PlainHttp()))
                : readable;
    }

    /** Accepts a path below a workspace or repository. */
    static void relativePath(String argument, String text) throws DeploymentException {
        if (text.startsWith("/") || text.startsWith("~") || text.contains("\\") || text.matches("[a-zA-Z]:.*")) {
            throw Arguments.invalid(argument, Messages.FormFields_NotRelative(text));
        }
        for (String segment : text.split("/")) {
            if (segment.equals("..")) {
                throw Arguments.invalid(argument, Messages.FormFields_NotRelative(text));
            }
        }
    }

    /** Accepts a list of paths or patterns. */
    static void relativePaths(String argument, String text) throws DeploymentException {
        for (String each : Text.items(text)) {
            relativePath(argument, each);
        }
    }

    /** Accepts a Git URL as the Git client reads it. */
    static void gitUrl(String argument, String text) throws DeploymentException {
        GitUrl.parse(text);
        FipsMode.checkUrl(argument, text);
    }

    /** Checks a Git URL as the Git client reads it; over plain HTTP it works and gives the credential away. */
    static FormValidation gitUrl(@CheckForNull Item item, @CheckForNull String value) {
        return plainHttp(item, value, required(item, "url", value, FormFields::gitUrl));
    }

    /** Accepts what can be a branch's name; the Git client knows the exact rules. */
    static void branch(String argument, String text) throws DeploymentException {
        if (text.startsWith("-")
                || text.startsWith("refs/")
                || text.contains("..")
                || text.matches(".*[\\s~^:?*\\[\\\\\\p{Cntrl}].*")) {
            throw Arguments.invalid(argument, Messages.FormFields_NoBranch());
        }
    }

    /** Accepts names of Argo CD applications, with their namespace or without. */
    static void applications(String argument, String text) throws DeploymentException {
        for (String name : Text.items(text)) {
            if (!name.matches("(?:[a-z0-9]([-a-z0-9]*[a-z0-9])?/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?")) {
                throw Arguments.invalid(argument, Messages.FormFields_NoApplication(name));
            }
        }
    }

    /** Accepts a full commit id. */
    static void revision(String argument, String text) throws DeploymentException {
        if (!text.matches("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")) {
            throw Arguments.invalid(argument, Messages.FormFields_NoRevision());
        }
    }

    /** Checks a value of which only the absence is a mistake; a form cannot tell that from the empty text. */
    static FormValidation value(@CheckForNull Item item, @CheckForNull String value) {
        return CredentialsFields.guarded(item, () -> {
            if (value == null) {
                return FormValidation.error(Messages.FormFields_Required());
            }
            return value.isEmpty() ? FormValidation.warning(Messages.FormFields_EmptyValue()) : FormValidation.ok();
        });
    }

    /** Says what skipping the check of a server's certificate means, once it is chosen. */
    static FormValidation skipTlsVerify(@CheckForNull Item item, boolean chosen) {
        return CredentialsFields.guarded(item, () -> skipTlsVerify(chosen));
    }

    static FormValidation skipTlsVerify(boolean chosen) {
        try {
            FipsMode.checkSkipTlsVerify(chosen);
        } catch (DeploymentException e) {
            return FormValidation.error(e.getMessage());
        }
        return chosen ? FormValidation.warning(Messages.FormFields_SkipTlsVerify()) : FormValidation.ok();
    }

    /** Fills a box with the constants of an enum, as a Jenkinsfile writes them. */
    static <E extends Enum<E>> ListBoxModel choices(Class<E> type) {
        ListBoxModel box = new ListBoxModel();
        for (E constant : type.getEnumConstants()) {
            box.add(Arguments.name(constant), Arguments.name(constant));
        }
        return box;
    }
}
