package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.model.Action;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A run of a Jenkinsfile as plugins see it. */
final class LocalRun extends Run<LocalJob, LocalRun> {
    private final Path directory;
    private final Map<String, Object> parameters;
    private volatile boolean building = true;

    LocalRun(LocalJob job, Path directory, Map<String, Object> parameters) throws IOException {
        super(job);
        this.directory = directory;
        this.parameters = parameters;
        job.started(this);
    }

    @Override
    public File getRootDir() {
        return directory.toFile();
    }

    @Override
    public boolean isBuilding() {
        return building;
    }

    @Override
    public EnvVars getEnvironment(TaskListener listener) throws IOException, InterruptedException {
        EnvVars environment = super.getEnvironment(listener);
        parameters.forEach((name, value) -> environment.put(name, String.valueOf(value)));
        return environment;
    }

    void end(Result outcome) throws IOException {
        setResult(outcome);
        building = false;
        save();
    }

    /** Stores what Jenkins would keep of this build. */
    @Override
    public synchronized void save() throws IOException {
        XmlWriter xml = new XmlWriter();
        xml.start("flow-build", Map.of("number", getNumber(), "job", getParent().getFullName()));
        List<? extends Action> actions = getAllActions();
        xml.value("actions", actions);
        xml.value("parameters", parameters);
        @CheckForNull Result outcome = getResult();
        xml.value("result", outcome == null ? null : outcome.toString());
        xml.end("flow-build");
        Files.writeString(directory.resolve("build.xml"), xml.toString());
    }
}
