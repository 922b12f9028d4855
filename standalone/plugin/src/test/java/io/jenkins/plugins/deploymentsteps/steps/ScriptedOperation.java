package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An operation that does at each look what a test says. */
final class ScriptedOperation extends Operation {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

    private final String name;

    /** How many looks there were, over restarts. */
    private volatile int looks;

    /** What happens at a look. */
    interface Look {
        Progress<Map<String, Object>> look(ScriptedOperation operation, BuildContext build)
                throws DeploymentException, IOException, InterruptedException;
    }

    /** What is shared with the test, also after a restart. */
    static final class Script {
        final Look look;
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger looks = new AtomicInteger();
        final AtomicInteger atOnce = new AtomicInteger();
        final List<String> threads = new CopyOnWriteArrayList<>();
        volatile boolean overlapped;
        volatile Runnable onClose = () -> {};
        volatile String secret = "s3cret-of-the-first-connection";

        Script(Look look) {
            this.look = look;
        }
    }

    private transient boolean open;

    private ScriptedOperation(String name, Duration timeout) {
        super("deployment-" + name, "kubeApply", timeout);
        this.name = name;
    }

    static ScriptedOperation of(String name, Duration timeout, Script script) {
        SCRIPTS.put(name, script);
        return new ScriptedOperation(name, timeout);
    }

    private Script script() {
        return SCRIPTS.get(name);
    }

    int looks() {
        return looks;
    }

    @Override
    void connect(BuildContext build) {
        if (!open) {
            open = true;
            script().opened.incrementAndGet();
            use(List.of(script().secret));
        }
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        Script script = script();
        script.threads.add(Thread.currentThread().getName());
        script.looks.incrementAndGet();
        if (script.atOnce.incrementAndGet() > 1) {
            script.overlapped = true;
        }
        try {
            connect(build);
            looks++;
            return script.look.look(this, build);
        } finally {
            script.atOnce.decrementAndGet();
        }
    }

    @Override
    String status() {
        return "following the script";
    }

    @Override
    String doneSoFar() {
        return "The script had " + looks + " looks.";
    }

    @Override
    void close() {
        if (open) {
            open = false;
            script().closed.incrementAndGet();
            script().onClose.run();
        }
    }
}
