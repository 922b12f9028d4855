package io.jenkins.plugins.deploymentsteps.steps;

import hudson.EnvVars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Programs of the names that steps look for, as scripts of their own directory, which is first on the PATH of a build. */
final class ToolsFixture {
    static final String CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rendered}\n";

    private final SystemsFixture fixture;
    final Path bin;

    ToolsFixture(SystemsFixture fixture) throws IOException {
        this.fixture = fixture;
        bin = Files.createDirectories(fixture.root().toPath().resolve("bin"));
        reset();
    }

    /** Gives the build that comes next its environment. */
    void reset() {
        EnvVars environment = new EnvVars();
        environment.put("PATH", bin + ":/usr/bin:/bin");
        environment.put("NODE_NAME", "linux-1");
        environment.put("DATABASE_PASSWORD", SystemsFixture.TOKEN);
        environment.put("HELM_KUBETOKEN", SystemsFixture.TOKEN);
        environment.put("KUBECONFIG", "/home/jenkins/.kube/config");
        fixture.context.environment(environment);
    }

    /** Writes a program. */
    void program(String name, String script) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Writes a program that prints one object. */
    void printing(String name) throws IOException {
        program(name, "cat <<'END'\n" + CONFIG_MAP + "END\n");
    }

    Path workspace() {
        return Path.of(fixture.build.workspace().getRemote());
    }

    static KubeApplyStep step(KubeSource source) {
        KubeApplyStep step = SystemsFixture.apply();
        step.setManifests(null);
        step.setSource(source);
        return step;
    }
}
