package io.jenkins.plugins.deploymentsteps.runner;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.credentials.CredentialsFile;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.BuildSettings;
import io.jenkins.plugins.deploymentsteps.runner.language.Jenkinsfile;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioCredentials;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioRunner;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Runs scenarios with the runner, in this JVM. */
final class LocalRunner implements ScenarioRunner {
    private final Path directory;

    LocalRunner(Path directory) {
        this.directory = directory;
    }

    @Override
    public Outcome run(
            String name,
            String jenkinsfile,
            Path workspace,
            Map<String, String> parameters,
            ScenarioCredentials credentials)
            throws Exception {
        Controller controller = Controller.start(directory.toFile());
        Path file = Files.writeString(directory.resolve("credentials.yaml"), credentials.document());
        CredentialsFile.load(file, Map.of(), controller);
        Path buildDirectory = directory.resolve("build");
        BuildSettings settings = new BuildSettings(name, 1, workspace, buildDirectory, parameters, "", true, false);
        Result result;
        try (Build build = new Build(settings, OutputStream.nullOutputStream())) {
            StepLibrary steps = new StepLibrary(build);
            result = build.run(() -> new Jenkinsfile(jenkinsfile).run(build, steps));
        }
        return new Outcome(result.toString(), Files.readString(buildDirectory.resolve("log")), buildDirectory);
    }
}
