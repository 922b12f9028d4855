package io.jenkins.plugins.deploymentsteps.runner.steps;

import static io.jenkins.plugins.deploymentsteps.runner.steps.BuiltInStep.block;
import static io.jenkins.plugins.deploymentsteps.runner.steps.BuiltInStep.of;
import static io.jenkins.plugins.deploymentsteps.runner.steps.BuiltInStep.optional;
import static io.jenkins.plugins.deploymentsteps.runner.steps.BuiltInStep.required;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import groovy.lang.Closure;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.Frame;
import io.jenkins.plugins.deploymentsteps.runner.engine.Head;
import io.jenkins.plugins.deploymentsteps.runner.engine.Scope;
import java.io.Console;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** Steps that steer a Pipeline: stages, branches, time limits, errors, environment. */
final class FlowSteps {
    private FlowSteps() {}

    static List<BuiltInStep> all() {
        return List.of(
                block("node", FlowSteps::node, optional("label", String.class)),
                block("stage", FlowSteps::stage, required("name", String.class)),
                block("script", FlowSteps::script),
                new BuiltInStep("parallel", Signature.of(List.of(), true), FlowSteps::parallel),
                of("echo", FlowSteps::echo, required("message", String.class)),
                of("error", FlowSteps::error, required("message", String.class)),
                of("unstable", FlowSteps::unstable, required("message", String.class)),
                of("input", FlowSteps::input, required("message", String.class)),
                of("sleep", FlowSteps::sleep, required("time", long.class), optional("unit", String.class)),
                block(
                        "timeout",
                        FlowSteps::timeout,
                        required("time", int.class),
                        optional("unit", String.class),
                        optional("activity", boolean.class)),
                block("retry", FlowSteps::retry, required("count", int.class)),
                block(
                        "catchError",
                        FlowSteps::catchError,
                        optional("message", String.class),
                        optional("buildResult", String.class),
                        optional("stageResult", String.class),
                        optional("catchInterruptions", boolean.class)),
                block(
                        "warnError",
                        FlowSteps::warnError,
                        required("message", String.class),
                        optional("catchInterruptions", boolean.class)),
                block("withEnv", FlowSteps::withEnv, required("overrides", List.class)),
                block("withCredentials", FlowSteps::withCredentials, required("bindings", List.class)));
    }

    @CheckForNull
    private static Object node(Call call) throws Exception {
        // As in Jenkins, it is made by whatever puts the first file there.
        FilePath workspace = new FilePath(call.build().settings().workspace().toFile());
        call.frame().log().getLogger().println("Running on this machine in " + workspace.getRemote());
        return call.body(null, call.frame().onNode(workspace));
    }

    @CheckForNull
    private static Object stage(Call call) throws Exception {
        return call.body(call.text("name"), call.frame());
    }

    /** Declarative's block of plain Groovy. */
    @CheckForNull
    private static Object script(Call call) throws Exception {
        return call.body(null, call.frame());
    }

    private static Object parallel(Call call) throws Exception {
        Map<String, Object> branches = new LinkedHashMap<>(call.arguments());
        boolean failFast = Boolean.TRUE.equals(branches.remove("failFast"));
        Build build = call.build();
        Frame outer = call.frame();
        List<Head.Branch> heads = new ArrayList<>();
        List<Scope> scopes = new ArrayList<>();
        Map<String, Throwable> failures = new LinkedHashMap<>();
        for (Map.Entry<String, Object> branch : branches.entrySet()) {
            if (!(branch.getValue() instanceof Closure<?> code)) {
                throw new IllegalArgumentException(
                        "Expected a closure or map but found " + branch.getKey() + "=" + branch.getValue());
            }
            String name = branch.getKey();
            Scope scope = new Scope(outer.scope());
            scopes.add(scope);
            Frame inner = outer.withScope(scope);
            heads.add(new Head.Branch(name, inner, () -> {
                try {
                    return build.block(
                            Head.current(), call.node(), "Branch: " + name, inner, () -> (Object) code.call());
                } catch (Exception | Error e) {
                    synchronized (failures) {
                        failures.put(name, e);
                    }
                    if (failFast) {
                        abortOthers(build, scopes, scope);
                    }
                    throw e;
                }
            }));
        }
        List<CompletableFuture<Object>> outcomes = call.head().join(heads);
        build.endBlock("parallel");
        failures.keySet().forEach(name -> outer.log().getLogger().println("Failed in branch " + name));
        rethrowFirst(failures);
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < heads.size(); i++) {
            values.put(heads.get(i).name(), value(outcomes.get(i)));
        }
        return values;
    }

    private static void abortOthers(Build build, List<Scope> scopes, Scope failed) {
        for (Scope other : List.copyOf(scopes)) {
            if (other != failed) {
                build.interrupt(other, new FlowInterruptedException(Result.ABORTED, true, new FailFast()));
            }
        }
    }

    private static void rethrowFirst(Map<String, Throwable> failures) throws Exception {
        Throwable first = null;
        for (Throwable failure : failures.values()) {
            if (first == null) {
                first = failure;
            } else if (first != failure) {
                first.addSuppressed(failure);
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (Exception) first;
        }
    }

    @CheckForNull
    private static Object value(CompletableFuture<Object> outcome) {
        try {
            return outcome.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("a failed branch is in the map of failures", e);
        }
    }

    @CheckForNull
    private static Object echo(Call call) {
        call.frame().log().getLogger().println(call.text("message"));
        return null;
    }

    @CheckForNull
    private static Object error(Call call) throws AbortException {
        throw new AbortException(call.text("message"));
    }

    @CheckForNull
    private static Object unstable(Call call) {
        call.frame().log().getLogger().println("WARNING: " + call.text("message"));
        call.build().run().setResult(Result.UNSTABLE);
        return null;
    }

    /** Asks whoever sits at the terminal; where nobody does, nobody could say no. */
    @CheckForNull
    private static Object input(Call call) throws Exception {
        call.frame().log().getLogger().println(call.text("message"));
        Console console = System.console();
        if (console == null) {
            call.frame().log().getLogger().println("There is no terminal to ask at; going on as if approved");
        } else if (!"y".equalsIgnoreCase(console.readLine("%s [y/N] ", call.text("message")))) {
            throw new FlowInterruptedException(Result.ABORTED, true);
        }
        return null;
    }

    @CheckForNull
    private static Object sleep(Call call) throws Exception {
        TimeUnit unit = unit(call, TimeUnit.SECONDS);
        long time = call.number("time");
        call.frame().log().getLogger().println("Sleeping for " + describe(time, unit));
        CompletableFuture<Object> end = new CompletableFuture<>();
        ScheduledFuture<?> alarm = call.build().clock().schedule(() -> end.complete(null), time, unit);
        try {
            return call.head().await(end, end::completeExceptionally);
        } finally {
            alarm.cancel(false);
        }
    }

    @CheckForNull
    private static Object timeout(Call call) throws Exception {
        TimeUnit unit = unit(call, TimeUnit.MINUTES);
        long time = call.number("time");
        Frame outer = call.frame();
        outer.log().getLogger().println("Timeout set to expire in " + describe(time, unit));
        Scope scope = new Scope(outer.scope());
        FlowInterruptedException expired = new FlowInterruptedException(Result.ABORTED, true, new TimeoutExceeded());
        ScheduledFuture<?> alarm = call.build()
                .clock()
                .schedule(
                        () -> {
                            outer.log().getLogger().println("Cancelling nested steps due to timeout");
                            // Steps may take their time to stop; the clock must go on.
                            Thread interrupting =
                                    new Thread(() -> call.build().interrupt(scope, expired), "Timeout expired");
                            interrupting.setDaemon(true);
                            interrupting.start();
                        },
                        time,
                        unit);
        try {
            return call.body(null, outer.withScope(scope));
        } catch (FlowInterruptedException e) {
            if (e == expired) {
                // Beyond its own time limit it is a failure like any other, which retry may retry.
                e.setActualInterruption(false);
            }
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    @CheckForNull
    private static Object retry(Call call) throws Exception {
        Frame outer = call.frame();
        try {
            for (long left = call.number("count") - 1; ; left--) {
                try {
                    return call.build().block(call.head(), call.node(), null, outer, () ->
                            (Object) call.closure().call());
                } catch (Exception e) {
                    boolean aborted =
                            e instanceof FlowInterruptedException interrupted && interrupted.isActualInterruption();
                    if (left <= 0 || aborted) {
                        throw e;
                    }
                    call.build().report(e, outer.log());
                    outer.log().getLogger().println(left + (left == 1 ? " try left" : " tries left"));
                    outer.log().getLogger().println("Retrying");
                }
            }
        } finally {
            call.build().endBlock(call.step());
        }
    }

    @CheckForNull
    private static Object catchError(Call call) throws Exception {
        return caught(
                call,
                result(call.text("buildResult", "FAILURE")),
                call.arguments().get("message"));
    }

    @CheckForNull
    private static Object warnError(Call call) throws Exception {
        return caught(call, Result.UNSTABLE, call.text("message"));
    }

    @CheckForNull
    private static Object caught(Call call, Result onError, @CheckForNull Object message) throws Exception {
        Frame outer = call.frame();
        try {
            call.body(null, outer);
        } catch (Exception e) {
            Result result = onError;
            if (e instanceof FlowInterruptedException interrupted) {
                if (!call.flag("catchInterruptions", true) && interrupted.isActualInterruption()) {
                    throw e;
                }
                result = interrupted.getResult();
            }
            if (message != null) {
                outer.log().error(message.toString());
            }
            call.build().report(e, outer.log());
            Result before = call.build().run().getResult();
            if (result.isWorseThan(before == null ? Result.SUCCESS : before)) {
                outer.log().getLogger().println("Setting overall build result to " + result);
                call.build().run().setResult(result);
            }
        }
        return null;
    }

    private static Result result(String name) {
        Result result = Result.fromString(name);
        if (!result.toString().equalsIgnoreCase(name)) {
            throw new IllegalArgumentException("buildResult is invalid: " + name);
        }
        return result;
    }

    @CheckForNull
    private static Object withEnv(Call call) throws Exception {
        Map<String, String> more = new LinkedHashMap<>();
        for (Object each : call.list("overrides")) {
            String text = String.valueOf(each);
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("withEnv expects NAME=value but got '" + text + "'");
            }
            more.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return call.body(null, call.frame().withEnvironment(more));
    }

    @CheckForNull
    private static Object withCredentials(Call call) throws Exception {
        try (CredentialBindings bindings = CredentialBindings.bind(call.build().run(), call.list("bindings"))) {
            call.frame()
                    .log()
                    .getLogger()
                    .println("Masking supported pattern matches of "
                            + String.join(
                                    " or ",
                                    bindings.secrets().keySet().stream()
                                            .map(name -> "$" + name)
                                            .toList()));
            Frame inner =
                    call.frame().withEnvironment(bindings.plain()).withSecrets(bindings.secrets(), bindings.masked());
            return call.body(null, inner);
        }
    }

    private static TimeUnit unit(Call call, TimeUnit defaultUnit) {
        return TimeUnit.valueOf(call.text("unit", defaultUnit.name()).toUpperCase(Locale.ROOT));
    }

    private static String describe(long time, TimeUnit unit) {
        String name =
                switch (unit) {
                    case SECONDS -> "sec";
                    case MINUTES -> "min";
                    case HOURS -> "hr";
                    default -> unit.name().toLowerCase(Locale.ROOT);
                };
        return time + " " + name;
    }

    /** Why a {@code timeout} stopped its body. */
    private static final class TimeoutExceeded extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        @Override
        public String getShortDescription() {
            return "Timeout has been exceeded";
        }
    }

    /** Why {@code parallel} stopped a branch. */
    private static final class FailFast extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        @Override
        public String getShortDescription() {
            return "Failed in another branch";
        }
    }
}
