package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.ImageOverride;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest.Author;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the texts that steps are given. Every error names the argument. */
final class Arguments {
    private static final Pattern AUTHOR = Pattern.compile("([^<>\\p{Cntrl}]+)<([^<>\\s\\p{Cntrl}]+)>\\s*");

    private Arguments() {}

    /** Returns what was given, or the default where nothing was. */
    static String orDefault(@CheckForNull String text, String usual) {
        String given = Util.fixEmptyAndTrim(text);
        return given == null ? usual : given;
    }

    /** Returns a text with its variables filled in, null if that leaves nothing. */
    @CheckForNull
    static String expanded(@CheckForNull String text, UnaryOperator<String> expand) {
        return text == null ? null : Util.fixEmptyAndTrim(expand.apply(text));
    }

    /**
     * Returns a text that must be there.
     *
     * @param what it is and an example, for the error message
     */
    static String required(String argument, @CheckForNull String text, String what) throws DeploymentException {
        if (text == null || text.isBlank()) {
            throw invalid(argument, "missing. Give " + what + ".");
        }
        return text;
    }

    /** Returns the constant of an enum that a text names in lower case. */
    static <E extends Enum<E>> E choice(String argument, String text, Class<E> type) throws DeploymentException {
        for (E constant : type.getEnumConstants()) {
            if (name(constant).equals(text)) {
                return constant;
            }
        }
        throw invalid(
                argument,
                "'" + Text.shorten(text, 40) + "' is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(constant -> "'" + name(constant) + "'")
                                .collect(Collectors.joining(", "))
                        + ".");
    }

    /** Returns how a Jenkinsfile writes a constant. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Reads image overrides: {@code repo/app:1.2} or {@code old=new}. */
    static List<ImageOverride> images(String argument, @CheckForNull String text) throws DeploymentException {
        List<ImageOverride> overrides = new ArrayList<>();
        for (String item : Text.items(text)) {
            int equals = item.indexOf('=');
            ImageReference image = image(argument, item.substring(equals + 1).strip());
            ImageReference repository = equals < 0
                    ? image
                    : reference(argument, item.substring(0, equals).strip());
            overrides.add(new ImageOverride(repository, image));
        }
        return overrides;
    }

    /** Reads the image that something is set to: it must say which one of its repository. */
    static ImageReference image(String argument, @CheckForNull String text) throws DeploymentException {
        ImageReference image =
                reference(argument, required(argument, text, "an image, such as registry.example/shop/web:1.2"));
        if (image.tag() == null && image.digest() == null) {
            throw invalid(
                    argument,
                    "'" + Text.shorten(image.name(), 200) + "' has neither tag nor digest. Write it as "
                            + Text.shorten(image.name(), 200) + ":TAG.");
        }
        if ("null".equals(image.tag())) {
            throw invalid(
                    argument,
                    "'" + Text.shorten(image.toString(), 200)
                            + "' has the tag 'null': a variable that is not set was put into the text.");
        }
        return image;
    }

    private static ImageReference reference(String argument, String text) throws DeploymentException {
        try {
            return ImageReference.parse(text);
        } catch (DeploymentException e) {
            throw new DeploymentException(e.kind(), argument + ": " + e.getMessage());
        }
    }

    /** Reads an author in Git's own form, {@code Name <mail>}. */
    static Author author(String argument, String text) throws DeploymentException {
        Matcher matcher = AUTHOR.matcher(text);
        if (!matcher.matches() || matcher.group(1).isBlank()) {
            throw invalid(
                    argument,
                    "'" + Text.shorten(text, 100) + "' is not an author. Write it as Name <mail@example.com>.");
        }
        return new Author(matcher.group(1).strip(), matcher.group(2));
    }

    /** Accepts the name of a Kubernetes namespace: an RFC 1123 label. */
    static void namespace(String argument, String text) throws DeploymentException {
        if (!text.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw invalid(argument, Messages.FormFields_NoNamespace());
        }
    }

    /** Joins the arguments that tell steps apart in a view of the build; null if there are none. */
    @CheckForNull
    static String join(Map<String, Object> arguments, List<String> names) {
        List<String> texts = new ArrayList<>();
        for (String name : names) {
            Object value = arguments.get(name);
            if (value != null && !value.toString().isBlank()) {
                texts.add(Text.shorten(String.join(", ", Text.items(value.toString())), 80));
            }
        }
        return texts.isEmpty() ? null : String.join(" → ", texts);
    }

    /** Makes the exception of an argument that cannot be used; its message begins with the argument's name. */
    static DeploymentException invalid(String argument, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, argument + ": " + problem);
    }
}
