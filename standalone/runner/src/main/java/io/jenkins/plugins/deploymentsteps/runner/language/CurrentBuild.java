package io.jenkins.plugins.deploymentsteps.runner.language;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;

/** {@code currentBuild} of a Jenkinsfile. */
public final class CurrentBuild {
    private final Build build;

    CurrentBuild(Build build) {
        this.build = build;
    }

    /** Returns the result so far; null while nothing has gone wrong. */
    @CheckForNull
    public String getResult() {
        Result result = build.run().getResult();
        return result == null ? null : result.toString();
    }

    /** Makes the result worse; it never gets better. */
    public void setResult(String result) {
        build.run().setResult(Result.fromString(result));
    }

    /** Returns the result so far; {@code SUCCESS} while nothing has gone wrong. */
    public String getCurrentResult() {
        String result = getResult();
        return result == null ? "SUCCESS" : result;
    }

    /** Returns the build's number. */
    public int getNumber() {
        return build.run().getNumber();
    }

    /** Returns the build's number with a hash sign. */
    public String getDisplayName() {
        return build.run().getDisplayName();
    }

    /** Returns the job's full name and the build's number. */
    public String getFullDisplayName() {
        return build.run().getFullDisplayName();
    }
}
