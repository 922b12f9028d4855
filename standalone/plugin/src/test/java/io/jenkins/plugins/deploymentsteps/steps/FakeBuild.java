package io.jenkins.plugins.deploymentsteps.steps;

import hudson.FilePath;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jenkins.model.Jenkins;

/** A build with a log and a workspace, in memory. */
public final class FakeBuild extends Run<FakeBuild.FakeJob, FakeBuild> {
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    final transient TaskListener listener = new StreamTaskListener(log, StandardCharsets.UTF_8);
    final AtomicInteger saves = new AtomicInteger();
    private final File root;

    public FakeBuild(File root, String job) throws IOException {
        this(root, Jenkins.get(), job);
    }

    public FakeBuild(File root, ItemGroup<? extends Item> parent, String job) throws IOException {
        super(new FakeJob(parent, job));
        this.root = root;
    }

    /** A job in memory. */
    public static final class FakeJob extends Job<FakeJob, FakeBuild> {
        FakeJob(ItemGroup<? extends Item> parent, String name) {
            super(parent, name);
        }
    }

    /** Says that it began at some time. */
    FakeBuild began(long millis) {
        timestamp = millis;
        return this;
    }

    FilePath workspace() {
        return new FilePath(new File(root, "workspace"));
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    List<DeploymentReport> reports() {
        DeploymentAction action = getAction(DeploymentAction.class);
        return action == null ? List.of() : action.getReports();
    }

    @Override
    public synchronized void save() {
        saves.incrementAndGet();
    }

    @Override
    public File getRootDir() {
        return root;
    }
}
