package io.jenkins.plugins.deploymentsteps.testbed;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A repository on the {@link GiteaServer}. */
public final class GitRepository {

    private final GiteaServer server;
    private final String name;

    GitRepository(GiteaServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** Its name without the owner. */
    public String name() {
        return name;
    }

    /** Its name in the REST API: owner and name. */
    public String fullName() {
        return server.user() + "/" + name;
    }

    /** Where to clone it from over HTTP. */
    public String cloneUrl() {
        return server.url() + "/" + fullName() + ".git";
    }

    /** Where to clone it from over SSH. */
    public String sshUrl() {
        return server.sshUrl() + "/" + fullName() + ".git";
    }

    /** Runs the real git in a fresh clone and returns its standard output; a failure fails the test. */
    public String git(String... arguments) {
        return newClone().git(arguments);
    }

    /** Clones the repository with the real git, ready to push to it. */
    public Clone newClone() {
        URI url = URI.create(cloneUrl());
        String authenticated = "%s://%s:%s@%s%s"
                .formatted(url.getScheme(), server.user(), server.password(), url.getAuthority(), url.getPath());
        Clone clone = new Clone(server.newDirectory());
        clone.git("clone", "--quiet", authenticated, ".");
        return clone;
    }

    /** A work tree of its own. */
    public record Clone(Path directory) {

        /** Runs the real git in this work tree and returns its standard output; a failure fails the test. */
        public String git(String... arguments) {
            List<String> line = new ArrayList<>(List.of("git"));
            line.addAll(List.of(arguments));
            return Command.of(line).in(directory).withEnvironment(environment()).run();
        }

        /** Nothing of the person's own settings, so that a test means the same everywhere. */
        private static Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>();
            environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
            environment.put("GIT_CONFIG_NOSYSTEM", "1");
            environment.put("GIT_TERMINAL_PROMPT", "0");
            for (String role : List.of("AUTHOR", "COMMITTER")) {
                environment.put("GIT_" + role + "_NAME", "Testbed");
                environment.put("GIT_" + role + "_EMAIL", "testbed@localhost");
            }
            return environment;
        }
    }
}
