package io.jenkins.plugins.deploymentsteps.core;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.regex.Pattern;

/**
 * Recognises a secret that was given where its name belongs. Arguments of a step land in the build's files, so a secret
 * among them is out.
 */
public final class SecretText {
    /** Signed tokens (JSON Web Token, RFC 7519), and the prefixes that issuers give theirs so that scanners find them. */
    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*"
            + "|(gh[pousr]_|github_pat_|glpat-|sha256~|k8s-aws-v1\\.)[\\w-]{16,}");

    /** Longer than any name; keys and Base64 are not. */
    private static final int LONGEST_NAME = 256;

    private SecretText() {}

    /**
     * Returns whether a text that should be a name is rather a token, a key, a certificate or a kubeconfig.
     *
     * @param text may be null, which is none
     */
    public static boolean isLikely(@CheckForNull String text) {
        return text != null
                && (text.contains("-----BEGIN ")
                        || text.contains("apiVersion:")
                        || text.contains("\"apiVersion\"")
                        || text.strip().indexOf('\n') >= 0
                        || text.length() > LONGEST_NAME
                        || TOKEN.matcher(text.strip()).matches());
    }
}
