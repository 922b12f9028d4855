package io.jenkins.plugins.deploymentsteps.runner;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.BuildSettings;
import io.jenkins.plugins.deploymentsteps.runner.language.Jenkinsfile;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.rules.TemporaryFolder;

/** Runs Jenkinsfiles of a few lines. */
final class Builds extends TemporaryFolder {
    private final Map<String, String> parameters = new HashMap<>();
    private String branch = "";

    /** What a build left. */
    record Ended(Result result, String log, Path directory) {
        String file(String name) throws Exception {
            return Files.readString(directory.resolve(name));
        }
    }

    Builds with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    Builds onBranch(String name) {
        branch = name;
        return this;
    }

    Path workspace() {
        return getRoot().toPath().resolve("workspace");
    }

    Ended run(String... jenkinsfile) throws Exception {
        return run(build -> {}, jenkinsfile);
    }

    /** Runs a Jenkinsfile after something was done with the build. */
    Ended run(Consumer<Build> before, String... jenkinsfile) throws Exception {
        Path directory = newFolder().toPath();
        BuildSettings settings = new BuildSettings("job", 7, workspace(), directory, parameters, branch, true, false);
        Result result;
        try (Build build = new Build(settings, OutputStream.nullOutputStream())) {
            before.accept(build);
            StepLibrary steps = new StepLibrary(build);
            result = build.run(() -> new Jenkinsfile(String.join("\n", jenkinsfile)).run(build, steps));
        }
        return new Ended(result, Files.readString(directory.resolve("log")), directory);
    }
}
