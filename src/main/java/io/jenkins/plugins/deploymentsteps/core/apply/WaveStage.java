package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.Wave;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Applies the objects of one wave; what must be made anew is deleted, and applied once it is gone. */
final class WaveStage implements Stage {
    private final ApplyRun run;
    private final Wave wave;
    private final List<Manifest> batch;
    private final Map<ObjectRef, String> reasons = new HashMap<>();
    private List<Manifest> replaced = List.of();
    private Replacements replacements;
    private boolean isSent;

    WaveStage(ApplyRun run, Wave wave, List<Manifest> batch) {
        this.run = run;
        this.wave = wave;
        this.batch = batch;
    }

    @Override
    @CheckForNull
    public Duration look(Deadline deadline) throws DeploymentException, InterruptedException {
        try {
            if (!isSent) {
                run.record(wave);
                send();
                isSent = true;
            }
            if (replacements != null) {
                Duration again = replacements.look(deadline);
                if (again != null) {
                    return again;
                }
                run.replace(replaced, reasons);
                replacements = null;
            }
            run.end(wave, batch);
            return null;
        } catch (InterruptedException e) {
            run.interrupted(wave);
            throw e;
        }
    }

    private void send() throws DeploymentException, InterruptedException {
        List<Refusal> refusals = new ArrayList<>();
        List<Refusal> replaceable = new ArrayList<>();
        for (Refusal refusal : run.apply(wave, batch)) {
            boolean isReplaced = !refusal.immutableFields().isEmpty() && OnImmutable.isReplaced(refusal.object());
            (isReplaced ? replaceable : refusals).add(refusal);
        }
        run.failIfAny(refusals);
        if (!replaceable.isEmpty()) {
            for (Refusal each : replaceable) {
                reasons.put(
                        each.object().ref(),
                        OnImmutable.fields(run.cluster(), each.object(), each.immutableFields())
                                + " can never be changed");
            }
            replaced = replaceable.stream().map(Refusal::object).toList();
            run.soFar().deleted(replaced.stream().map(Manifest::ref).toList());
            replacements = new Replacements(run.cluster(), run.log());
            run.failIfAny(replacements.begin(replaced, reasons));
        }
    }
}
