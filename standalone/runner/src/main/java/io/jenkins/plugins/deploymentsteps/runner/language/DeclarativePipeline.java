package io.jenkins.plugins.deploymentsteps.runner.language;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import groovy.lang.Closure;
import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.Head;
import io.jenkins.plugins.deploymentsteps.runner.steps.CredentialBindings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.MissingContextVariableException;

/** Runs the {@code pipeline} block of a Declarative Jenkinsfile. */
final class DeclarativePipeline {
    /** In which order Jenkins runs the conditions of a {@code post} section. */
    private static final List<String> POST_ORDER = List.of(
            "always",
            "changed",
            "fixed",
            "regression",
            "aborted",
            "failure",
            "success",
            "unstable",
            "unsuccessful",
            "cleanup");

    private final WorkflowScript script;
    private final Build build;
    private final Sections.Pipeline root;

    DeclarativePipeline(WorkflowScript script, Closure<?> sections) {
        this.script = script;
        this.build = script.build();
        this.root = Sections.read(sections, new Sections.Pipeline());
    }

    void run() throws Exception {
        declareParameters();
        withAgent(
                root.agent, () -> withEnvironment(root.environment, () -> withOptions(root.options, this::runStages)));
    }

    private void declareParameters() throws AbortException {
        root.parameters.forEach(build::declareParameter);
        List<String> undeclared = build.undeclaredParameters(List.copyOf(root.parameters.keySet()));
        if (!undeclared.isEmpty()) {
            throw new AbortException(
                    "The Jenkinsfile declares no parameter " + String.join(", ", undeclared) + ". It declares: "
                            + (root.parameters.isEmpty() ? "none" : String.join(", ", root.parameters.keySet())));
        }
    }

    @CheckForNull
    private Object runStages() throws Exception {
        Throwable failure = sequential(root.stages, null, root.agent);
        failure = post(root.post, failure, "Declarative: Post Actions", root.agent);
        rethrow(failure);
        return null;
    }

    /** Runs stages one after the other; after a failure the others are named and skipped. */
    @CheckForNull
    private Throwable sequential(List<Sections.Stage> stages, @CheckForNull Throwable earlier, Object agent) {
        Throwable failure = earlier;
        for (Sections.Stage stage : stages) {
            try {
                stage(stage, failure, agent);
            } catch (Exception | Error e) {
                failure = failure == null ? e : failure;
            }
        }
        return failure;
    }

    private void stage(Sections.Stage stage, @CheckForNull Throwable earlier, Object outerAgent) throws Exception {
        Object agent = stage.agent == null ? outerAgent : stage.agent;
        step("stage", stage.name, body(() -> {
            if (earlier != null) {
                skip(stage, "earlier failure(s)", earlier, agent);
                return null;
            }
            if (root.skipAfterUnstable() && Result.UNSTABLE.equals(build.run().getResult())) {
                skip(stage, "unstable result", null, agent);
                return null;
            }
            return withOptions(
                    stage.options,
                    () -> withAgent(stage.agent, () -> {
                        if (!stage.when.isEmpty() && !new When(script).all(stage.when)) {
                            skip(stage, "when conditional", null, agent);
                            return null;
                        }
                        return withEnvironment(stage.environment, () -> content(stage, agent));
                    }));
        }));
    }

    private void skip(Sections.Stage stage, String reason, @CheckForNull Throwable earlier, Object agent)
            throws Exception {
        say("Stage \"" + stage.name + "\" skipped due to " + reason);
        for (Sections.Stage inner : stage.stages) {
            step("stage", inner.name, body(() -> {
                skip(inner, reason, earlier, agent);
                return null;
            }));
        }
    }

    @CheckForNull
    private Object content(Sections.Stage stage, Object agent) throws Exception {
        Throwable failure = null;
        try {
            List<Sections.Stage> branches = stage.parallel;
            if (branches != null) {
                parallel(branches, stage.failFast, agent);
            } else if (stage.steps != null) {
                steps(stage.steps, agent);
            } else {
                failure = sequential(stage.stages, null, agent);
            }
        } catch (Exception | Error e) {
            failure = e;
        }
        rethrow(post(stage.post, failure, null, agent));
        return null;
    }

    private void parallel(List<Sections.Stage> stages, boolean failFast, Object agent) throws Exception {
        Map<String, Object> branches = new LinkedHashMap<>();
        for (Sections.Stage inner : stages) {
            branches.put(inner.name, body(() -> {
                stage(inner, null, agent);
                return null;
            }));
        }
        if (failFast || root.failFast()) {
            branches.put("failFast", true);
        }
        step("parallel", branches);
    }

    private void steps(Closure<?> closure, Object agent) throws Exception {
        closure.setDelegate(script);
        closure.setResolveStrategy(Closure.DELEGATE_FIRST);
        try {
            call(closure);
        } catch (Exception e) {
            if (e instanceof MissingContextVariableException && Sections.NONE.equals(agent)) {
                throw new AbortException(
                        "Attempted to execute a step that requires a node context while ‘agent none’ was"
                                + " specified. Be sure to specify your own ‘node { ... }’ blocks when using ‘agent none’.");
            }
            throw e;
        }
    }

    /** Groovy code throws checked exceptions without saying so. */
    private static void call(Closure<?> closure) throws Exception {
        closure.call();
    }

    /**
     * Runs the conditions of a {@code post} section that hold.
     *
     * @param stageName the stage that Jenkins shows them in; null within a stage
     * @return the failure so far, or else the first one of the conditions
     */
    @CheckForNull
    private Throwable post(
            Map<String, Closure<?>> conditions,
            @CheckForNull Throwable failure,
            @CheckForNull String stageName,
            Object agent) {
        List<String> due = POST_ORDER.stream()
                .filter(name -> conditions.containsKey(name) && holds(name, result(failure)))
                .toList();
        if (due.isEmpty()) {
            return failure;
        }
        Callable<Throwable> run = () -> {
            Throwable first = failure;
            for (String condition : due) {
                try {
                    steps(conditions.get(condition), agent);
                } catch (Exception | Error e) {
                    say("Error when executing " + condition + " post condition:");
                    build.report(e, Head.current().frame().log());
                    first = first == null ? e : first;
                }
            }
            return first;
        };
        try {
            if (stageName == null) {
                say("Post stage");
                return run.call();
            }
            List<Throwable> outcome = new ArrayList<>();
            step("stage", stageName, body(() -> outcome.add(run.call())));
            return outcome.get(0);
        } catch (Exception e) {
            return failure == null ? e : failure;
        }
    }

    private Result result(@CheckForNull Throwable failure) {
        Result soFar = build.run().getResult();
        Result result = soFar == null ? Result.SUCCESS : soFar;
        if (failure == null) {
            return result;
        }
        Result ofFailure =
                failure instanceof FlowInterruptedException interrupted ? interrupted.getResult() : Result.FAILURE;
        return ofFailure.isWorseThan(result) ? ofFailure : result;
    }

    /** There is no build before this one, so {@code changed} holds and {@code fixed} and {@code regression} do not. */
    private static boolean holds(String condition, Result result) {
        return switch (condition) {
            case "always", "changed", "cleanup" -> true;
            case "success" -> result == Result.SUCCESS;
            case "failure" -> result == Result.FAILURE;
            case "unstable" -> result == Result.UNSTABLE;
            case "aborted" -> result == Result.ABORTED;
            case "unsuccessful" -> result != Result.SUCCESS;
            default -> false;
        };
    }

    @CheckForNull
    private Object withAgent(@CheckForNull Object agent, Callable<Object> body) throws Exception {
        if (agent == null || Sections.NONE.equals(agent)) {
            return body.call();
        }
        return agent instanceof Sections.Label label
                ? step("node", label.label(), body(body))
                : step("node", body(body));
    }

    @CheckForNull
    private Object withEnvironment(@CheckForNull Closure<?> environment, Callable<Object> body) throws Exception {
        if (environment == null) {
            return body.call();
        }
        Sections.Environment variables = Sections.read(environment, new Sections.Environment(script));
        List<CredentialBindings> bound = new ArrayList<>();
        Map<String, String> secrets = new LinkedHashMap<>();
        Map<String, String> plain = new LinkedHashMap<>();
        List<String> masked = new ArrayList<>();
        try {
            for (Map.Entry<String, Object> variable : variables.values.entrySet()) {
                if (variable.getValue() instanceof Sections.CredentialsId id) {
                    CredentialBindings bindings =
                            CredentialBindings.ofEnvironment(build.run(), variable.getKey(), id.id());
                    bound.add(bindings);
                    secrets.putAll(bindings.secrets());
                    plain.putAll(bindings.plain());
                    masked.addAll(bindings.masked());
                } else {
                    plain.put(variable.getKey(), String.valueOf(variable.getValue()));
                }
            }
            List<String> overrides = plain.entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue())
                    .toList();
            Head head = Head.current();
            return head.in(head.frame().withSecrets(secrets, masked), () -> step("withEnv", overrides, body(body)));
        } finally {
            for (CredentialBindings bindings : bound) {
                bindings.close();
            }
        }
    }

    @CheckForNull
    private Object withOptions(Sections.Options options, Callable<Object> body) throws Exception {
        if (options.timeout != null) {
            Map<String, Object> timeout = options.timeout;
            return step("timeout", timeout, body(() -> withRetry(options, body)));
        }
        return withRetry(options, body);
    }

    @CheckForNull
    private Object withRetry(Sections.Options options, Callable<Object> body) throws Exception {
        return options.retry == null ? body.call() : step("retry", options.retry, body(body));
    }

    private void say(String line) {
        Head.current().frame().log().getLogger().println(line);
    }

    @CheckForNull
    private Object step(String name, Object... arguments) throws Exception {
        return script.library().call(name, arguments);
    }

    private Closure<Object> body(Callable<?> code) {
        return new Body(script, code);
    }

    private static void rethrow(@CheckForNull Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (Exception) failure;
        }
    }

    /** Java code as the block of a step. */
    @SuppressFBWarnings(
            value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
            justification = "Closures are serialisable by inheritance; the runner stores none.")
    private static final class Body extends Closure<Object> {
        private static final long serialVersionUID = 1L;

        private final transient Callable<?> code;

        Body(WorkflowScript owner, Callable<?> code) {
            super(owner);
            this.code = code;
        }

        @Override
        public Object call(Object... args) {
            try {
                return code.call();
            } catch (Exception e) {
                throw sneaky(e);
            }
        }

        @Override
        public Object call() {
            return call(new Object[0]);
        }

        @SuppressWarnings("unchecked")
        private static <E extends Exception> RuntimeException sneaky(Exception e) throws E {
            // Groovy code throws checked exceptions undeclared, and so does this stand-in for it.
            throw (E) e;
        }
    }
}
