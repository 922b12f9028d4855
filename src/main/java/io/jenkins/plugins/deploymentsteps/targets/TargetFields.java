package io.jenkins.plugins.deploymentsteps.targets;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.guard.FreezeWindow;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Checks what was typed into the form of a target, without network; whether the user gets an answer, others decide. */
final class TargetFields {
    private static final String NAME = "[A-Za-z0-9]([-A-Za-z0-9._]{0,98}[A-Za-z0-9])?";
    private static final String UID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String NAMESPACE_PATTERN = "[-a-z0-9*?]{1,63}";

    /** As Kubernetes has its labels. */
    private static final String LABEL = "[A-Za-z0-9]([-A-Za-z0-9_./]{0,251}[A-Za-z0-9])?(=[-A-Za-z0-9_.]{0,63})?";

    private TargetFields() {}

    static FormValidation name(@CheckForNull String value) {
        String name = Util.fixEmptyAndTrim(value);
        if (name == null) {
            return FormValidation.error(Messages.TargetFields_Required());
        }
        return isName(name) ? FormValidation.ok() : FormValidation.error(Messages.TargetFields_NoName());
    }

    static boolean isName(String name) {
        return name.matches(NAME);
    }

    static FormValidation server(@CheckForNull String value) {
        String server = Util.fixEmptyAndTrim(value);
        String problem = server == null ? null : serverProblem(server);
        if (problem != null) {
            return FormValidation.error(problem);
        }
        return server != null && server.regionMatches(true, 0, "http:", 0, "http:".length())
                ? FormValidation.warning(Messages.TargetFields_PlainHttp())
                : FormValidation.ok();
    }

    /**
     * Returns why nothing may be sent to a URL; null if it is an HTTP(S) URL without user info. Whether plain HTTP will do,
     * who connects decides.
     */
    @CheckForNull
    static String serverProblem(String server) {
        URI uri;
        try {
            uri = new URI(server);
        } catch (URISyntaxException e) {
            return Messages.TargetFields_NoUrl();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
            return Messages.TargetFields_NoUrl();
        } else if (uri.getRawUserInfo() != null) {
            return Messages.TargetFields_UserInfo();
        }
        return null;
    }

    static FormValidation caCertificate(@CheckForNull String value) {
        String pem = Util.fixEmptyAndTrim(value);
        if (pem == null) {
            return FormValidation.ok();
        } else if (pem.contains("PRIVATE KEY")) {
            return FormValidation.error(Messages.TargetFields_Key());
        }
        return pem.contains("-----BEGIN CERTIFICATE-----")
                ? FormValidation.ok()
                : FormValidation.error(Messages.TargetFields_NoCertificate());
    }

    static FormValidation skipTlsVerify(boolean chosen) {
        if (!chosen) {
            return FormValidation.ok();
        }
        return DeploymentTargets.get().isForbidSkipTlsVerify()
                ? FormValidation.error(Messages.TargetFields_SkipTlsForbidden())
                : FormValidation.warning(Messages.TargetFields_SkipTls());
    }

    static FormValidation inCluster(@CheckForNull Item item, boolean chosen) {
        if (!chosen) {
            return FormValidation.ok();
        }
        String problem = inClusterProblem(item);
        return problem == null
                ? FormValidation.warning(Messages.TargetFields_InCluster())
                : FormValidation.error(problem);
    }

    /** Returns why the controller's own account cannot be used by a target; null if it can. */
    @CheckForNull
    static String inClusterProblem(@CheckForNull Item item) {
        if (item != null) {
            return Messages.TargetFields_InClusterInFolder();
        }
        return DeploymentTargets.get().isAllowInCluster() ? null : Messages.TargetFields_InClusterForbidden();
    }

    static FormValidation clusterUid(@CheckForNull String value) {
        String uid = Util.fixEmptyAndTrim(value);
        if (uid == null) {
            return FormValidation.warning(Messages.TargetFields_NotPinned());
        }
        return uid.matches(UID) ? FormValidation.ok() : FormValidation.error(Messages.TargetFields_NoUid());
    }

    static FormValidation namespaces(@CheckForNull String value) {
        return each(value, item -> item.matches(NAMESPACE_PATTERN) ? null : Messages.TargetFields_NoNamespace(item));
    }

    static FormValidation folders(@CheckForNull String value) {
        return each(
                value,
                item -> item.startsWith("/") || item.contains("\\") || item.contains("//")
                        ? Messages.TargetFields_NoFolder(item)
                        : null);
    }

    static FormValidation labels(@CheckForNull String value) {
        return each(value, item -> item.matches(LABEL) ? null : Messages.TargetFields_NoLabel(item));
    }

    static FormValidation freezeStart(@CheckForNull String value) {
        return required(value, text -> FreezeWindow.parse(text, "1h", null, null));
    }

    static FormValidation freezeDuration(@CheckForNull String value) {
        return required(value, FreezeWindow::duration);
    }

    static FormValidation timeZone(@CheckForNull String value) {
        return Util.fixEmptyAndTrim(value) == null ? FormValidation.ok() : required(value, FreezeWindow::zone);
    }

    private interface Reading {
        void read(String text) throws DeploymentException;
    }

    /** Which field a message is about, the form says by its place; the message itself begins with it. */
    private static FormValidation required(@CheckForNull String value, Reading reading) {
        String text = Util.fixEmptyAndTrim(value);
        if (text == null) {
            return FormValidation.error(Messages.TargetFields_Required());
        }
        try {
            reading.read(text);
            return FormValidation.ok();
        } catch (DeploymentException e) {
            return FormValidation.error(e.getMessage().substring(e.getMessage().indexOf(": ") + 2));
        }
    }

    private interface Problem {
        @CheckForNull
        String of(String item);
    }

    private static FormValidation each(@CheckForNull String value, Problem problem) {
        for (String item : Text.items(value)) {
            String message = problem.of(item);
            if (message != null) {
                return FormValidation.error(message);
            }
        }
        return FormValidation.ok();
    }
}
