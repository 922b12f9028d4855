package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Durations;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import io.jenkins.plugins.deploymentsteps.git.GitUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Checks what was typed into a form as the step itself will, without network; a text with a variable is not known yet
 * and passes. Only those who may configure the item get an answer.
 */
final class FormFields {
    private FormFields() {}

    /** Reads a text that a field of a step may not accept. */
    interface Reading {
        void read(String text) throws DeploymentException;
    }

    /** Returns what was given, or the default where nothing was. */
    static String orDefault(@CheckForNull String text, String usual) {
        String given = Util.fixEmptyAndTrim(text);
        return given == null ? usual : given;
    }

    static FormValidation duration(@CheckForNull Item item, @CheckForNull String value) {
        return check(item, value, text -> Durations.parse("timeout", text));
    }

    static FormValidation image(@CheckForNull Item item, @CheckForNull String value) {
        return required(item, value, text -> Arguments.image("image", text));
    }

    /** Checks a text that may be left out. */
    static FormValidation check(@CheckForNull Item item, @CheckForNull String value, Reading reading) {
        return CredentialsFields.guarded(item, () -> {
            String text = Util.fixEmptyAndTrim(value);
            return text == null ? FormValidation.ok() : read(text, reading);
        });
    }

    /** Checks a text that must be there. */
    static FormValidation required(@CheckForNull Item item, @CheckForNull String value, Reading reading) {
        return CredentialsFields.guarded(item, () -> {
            String text = Util.fixEmptyAndTrim(value);
            return text == null ? FormValidation.error(Messages.FormFields_Required()) : read(text, reading);
        });
    }

    private static FormValidation read(String text, Reading reading) {
        if (text.contains("$")) {
            return FormValidation.ok();
        }
        try {
            reading.read(text);
            return FormValidation.ok();
        } catch (DeploymentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** Accepts an absolute HTTP(S) URL without user info. */
    static void httpUrl(String text) throws DeploymentException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw Arguments.invalid("server", Messages.FormFields_NoUrl());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
            throw Arguments.invalid("server", Messages.FormFields_NoUrl());
        }
        if (uri.getRawUserInfo() != null) {
            throw Arguments.invalid("server", Messages.FormFields_UserInfo());
        }
        if ("http".equals(scheme)) {
            throw Arguments.invalid("server", Messages.FormFields_PlainHttp());
        }
    }

    /** Accepts a path below a workspace or repository. */
    static void relativePath(String text) throws DeploymentException {
        if (text.startsWith("/") || text.startsWith("~") || text.contains("\\") || text.matches("[a-zA-Z]:.*")) {
            throw Arguments.invalid("path", Messages.FormFields_NotRelative(text));
        }
        for (String segment : text.split("/")) {
            if (segment.equals("..")) {
                throw Arguments.invalid("path", Messages.FormFields_NotRelative(text));
            }
        }
    }

    /** Accepts a list of paths or patterns. */
    static void relativePaths(String text) throws DeploymentException {
        for (String each : Arguments.list(text)) {
            relativePath(each);
        }
    }

    /** Accepts a whole number of at least 1. */
    static void positiveNumber(String text) throws DeploymentException {
        if (!text.matches("0*[1-9][0-9]{0,8}")) {
            throw Arguments.invalid("number", Messages.FormFields_NoPositiveNumber());
        }
    }

    /** Accepts the name of a Kubernetes namespace: an RFC 1123 label. */
    static void namespace(String text) throws DeploymentException {
        if (!text.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw Arguments.invalid("namespace", Messages.FormFields_NoNamespace());
        }
    }

    /** Checks a Git URL as the Git client reads it; over plain HTTP it works and gives the credential away. */
    static FormValidation gitUrl(@CheckForNull Item item, @CheckForNull String value) {
        FormValidation readable = required(item, value, GitUrl::parse);
        boolean plain = value != null && value.strip().regionMatches(true, 0, "http:", 0, "http:".length());
        return plain && readable.kind == FormValidation.Kind.OK
                ? CredentialsFields.guarded(item, () -> FormValidation.warning(Messages.FormFields_PlainHttp()))
                : readable;
    }

    /** Accepts what can be a branch's name; the Git client knows the exact rules. */
    static void branch(String text) throws DeploymentException {
        if (text.startsWith("-")
                || text.startsWith("refs/")
                || text.contains("..")
                || text.matches(".*[\\s~^:?*\\[\\\\\\p{Cntrl}].*")) {
            throw Arguments.invalid("branch", Messages.FormFields_NoBranch());
        }
    }

    /** Accepts names of Argo CD applications, with their namespace or without. */
    static void applications(String text) throws DeploymentException {
        for (String name : Arguments.list(text)) {
            if (!name.matches("(?:[a-z0-9]([-a-z0-9]*[a-z0-9])?/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?")) {
                throw Arguments.invalid("application", Messages.FormFields_NoApplication(name));
            }
        }
    }

    /** Accepts a full commit id. */
    static void revision(String text) throws DeploymentException {
        if (!text.matches("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")) {
            throw Arguments.invalid("revision", Messages.FormFields_NoRevision());
        }
    }

    /** Says what skipping the check of a server's certificate means, once it is chosen. */
    static FormValidation skipTlsVerify(@CheckForNull Item item, boolean chosen) {
        return CredentialsFields.guarded(
                item, () -> chosen ? FormValidation.warning(Messages.FormFields_SkipTlsVerify()) : FormValidation.ok());
    }

    /** Joins the arguments that tell steps apart in a view of the build; null if there are none. */
    @CheckForNull
    static String join(Map<String, Object> arguments, String... names) {
        List<String> texts = new ArrayList<>();
        for (String name : names) {
            Object value = arguments.get(name);
            if (value != null && !value.toString().isBlank()) {
                texts.add(Text.shorten(String.join(", ", Arguments.list(value.toString())), 80));
            }
        }
        return texts.isEmpty() ? null : String.join(" → ", texts);
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
