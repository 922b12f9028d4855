package io.jenkins.plugins.deploymentsteps.scenarios;

import java.nio.file.Path;
import java.util.Map;

/** Runs Jenkinsfiles: outside Jenkins or in a real one. */
public interface ScenarioRunner {
    /**
     * Runs a Jenkinsfile to its end.
     *
     * @param name of the job
     * @param jenkinsfile its text
     * @param workspace the files that its workspace holds when it starts
     * @param parameters of the build, all of which the Jenkinsfile declares
     * @param credentials what the build may use
     * @return what came of it
     */
    Outcome run(
            String name,
            String jenkinsfile,
            Path workspace,
            Map<String, String> parameters,
            ScenarioCredentials credentials)
            throws Exception;

    /**
     * What came of a build.
     *
     * @param result such as {@code SUCCESS}
     * @param log what its console shows
     * @param directory everything that was stored of it
     */
    record Outcome(String result, String log, Path directory) {}
}
