package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.stream.Stream;

/** Who we are to a Git server. Nothing else is ever tried: no key, password or agent of the process's own user. */
public sealed interface GitAuth {
    /** Returns what must never be printed. */
    List<String> secrets();

    /** Nobody: a repository that everybody may read, which is rarely one that everybody may write. */
    record None() implements GitAuth {
        @Override
        public List<String> secrets() {
            return List.of();
        }
    }

    /**
     * HTTP basic authentication.
     *
     * @param user the user name; for a token whatever the host wants there, such as {@code oauth2} or the owner's name
     * @param password a password or a token
     */
    record UserPassword(String user, String password) implements GitAuth {
        @Override
        public List<String> secrets() {
            return List.of(password);
        }

        @Override
        public String toString() {
            return "UserPassword[user=" + user + ", password=****]";
        }
    }

    /**
     * An SSH key, used from memory.
     *
     * @param user the login, often {@code git}; one in the URL goes before it
     * @param privateKey OpenSSH or PEM text
     * @param passphrase of the key, or null
     * @param hostKeyCheck decides whether the server is the one it says it is
     */
    record SshKey(
            String user, String privateKey, @CheckForNull String passphrase, HostKeyCheck hostKeyCheck)
            implements GitAuth {
        @Override
        public List<String> secrets() {
            return Stream.of(privateKey, passphrase)
                    .filter(secret -> secret != null && !secret.isEmpty())
                    .toList();
        }

        @Override
        public String toString() {
            return "SshKey[user=" + user + ", privateKey=****, passphrase=****]";
        }
    }
}
