package io.jenkins.plugins.deploymentsteps.hosting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Jenkins asks of views: nothing inline, so that a content security policy can forbid it, and all text escaped. */
final class JellyRules {
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern TAG =
            Pattern.compile("<([\\w:.-]+)((?:\\s+[\\w:.-]+\\s*=\\s*(?:\"[^\"]*\"|'[^']*'))*)\\s*/?>");
    private static final Pattern EVENT = Pattern.compile("\\s(on[a-z]+)\\s*=");

    private JellyRules() {}

    /** {@return what is wrong with views, given by path and content} */
    static List<String> violations(Map<String, String> views) {
        List<String> violations = new ArrayList<>();
        views.forEach((path, content) -> check(path, content, violations));
        return violations;
    }

    private static void check(String path, String content, List<String> violations) {
        if (!content.startsWith("<?jelly escape-by-default='true'?>")) {
            violations.add("14: " + path + " does not begin with escape-by-default");
        }
        Matcher tag = TAG.matcher(COMMENT.matcher(content).replaceAll(""));
        while (tag.find()) {
            String name = tag.group(1);
            String attributes = tag.group(2);
            if (name.equals("style")) {
                violations.add("14: " + path + " has a style of its own");
            }
            if (name.equals("script") && !attributes.matches("(?s).*\\b(src|type=.application/json.).*")) {
                violations.add("14: " + path + " has an inline script");
            }
            if (attributes.contains("checkUrl") && !attributes.contains("checkDependsOn")) {
                violations.add("14: " + path + " has a checkUrl without checkDependsOn");
            }
            if (name.equals("j:out")) {
                violations.add("14: " + path + " writes unescaped text");
            }
            Matcher event = EVENT.matcher(attributes);
            while (event.find()) {
                violations.add("14: " + path + " has an inline " + event.group(1));
            }
        }
    }
}
