package org.jenkinsci.plugins.gitclient.verifier;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.standalone.HostKeys;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase.Configuration.StrictHostKeyChecking;

/** Accepts the keys that an administrator gave. */
public class ManuallyProvidedKeyVerifier extends HostKeyVerifierFactory {
    private static final long serialVersionUID = 1L;

    private final String approvedHostKeys;

    /** Takes the keys, as lines of a known hosts file. */
    public ManuallyProvidedKeyVerifier(String approvedHostKeys) {
        this.approvedHostKeys = approvedHostKeys;
    }

    @Override
    public AbstractJGitHostKeyVerifier forJGit(TaskListener listener) {
        return new HostKeys(listener, this, StrictHostKeyChecking.REQUIRE_MATCH);
    }

    @Override
    @NonNull
    public File getKnownHostsFile() {
        try {
            Path file = Files.createTempFile("known_hosts", "");
            Files.writeString(file, approvedHostKeys + System.lineSeparator());
            return file.toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
