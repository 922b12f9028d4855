package io.jenkins.plugins.deploymentsteps.architecture.planted.workspace;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import java.io.File;
import org.jenkinsci.remoting.RoleChecker;

/** Breaks: work that is sent away says which machines may run it. */
public class WorkWithoutRole implements FilePath.FileCallable<Void> {
    private static final long serialVersionUID = 1L;

    @Override
    public Void invoke(File file, VirtualChannel channel) {
        return null;
    }

    @Override
    public void checkRoles(RoleChecker checker) {
        // says nothing, which is what the rule is to find
    }
}
