package io.jenkins.plugins.deploymentsteps.runner;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Action;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A plugin's steps, as small as they can be. */
public final class TestSteps {
    private TestSteps() {}

    /** A step's descriptor. */
    abstract static class Named extends StepDescriptor {
        private final String name;
        private final Set<Class<?>> context;

        Named(String name, Class<?>... context) {
            this.name = name;
            this.context = Set.of(context);
        }

        @Override
        public String getFunctionName() {
            return name;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return context;
        }
    }

    /** Returns its arguments. */
    public static final class Probe extends Step {
        private final String target;
        private int count = 1;
        private boolean loud;
        private List<Part> parts = List.of();

        /** Mandatory argument. */
        @DataBoundConstructor
        public Probe(String target) {
            this.target = target;
        }

        /** Optional argument. */
        @DataBoundSetter
        public void setCount(int count) {
            this.count = count;
        }

        /** Optional argument. */
        @DataBoundSetter
        public void setLoud(boolean loud) {
            this.loud = loud;
        }

        /** Optional argument. */
        @DataBoundSetter
        public void setParts(List<Part> parts) {
            this.parts = parts;
        }

        @Override
        public StepExecution start(StepContext context) {
            return new StepExecution(context) {
                private static final long serialVersionUID = 1L;

                @Override
                public boolean start() {
                    Map<String, Object> value = new LinkedHashMap<>();
                    value.put("target", target);
                    value.put("count", count);
                    value.put("loud", loud);
                    value.put(
                            "parts",
                            new ArrayList<>(parts.stream().map(Part::text).toList()));
                    getContext().onSuccess(value);
                    return true;
                }
            };
        }

        /** Describes it. */
        @Extension
        public static final class DescriptorImpl extends Named {
            /** Made by the extension finder. */
            public DescriptorImpl() {
                super("probe");
            }
        }
    }

    /** What {@code parts} is a list of. */
    public abstract static class Part implements Describable<Part> {
        abstract String text();
    }

    /** A part. */
    public static final class Wheel extends Part {
        private final String size;

        /** Mandatory argument. */
        @DataBoundConstructor
        public Wheel(String size) {
            this.size = size;
        }

        @Override
        String text() {
            return "wheel " + size;
        }

        /** Describes it. */
        @Extension
        @Symbol("testWheel")
        public static final class DescriptorImpl extends Descriptor<Part> {}
    }

    /** Looks at a clock until its time has come; survives a restart. */
    public static final class Countdown extends Step {
        private final int millis;

        /** Mandatory argument. */
        @DataBoundConstructor
        public Countdown(int millis) {
            this.millis = millis;
        }

        @Override
        public StepExecution start(StepContext context) {
            return new Execution(context, System.currentTimeMillis() + millis);
        }

        /** Describes it. */
        @Extension
        public static final class DescriptorImpl extends Named {
            /** Made by the extension finder. */
            public DescriptorImpl() {
                super("countdown", TaskListener.class, Run.class);
            }
        }

        /** Waits. */
        public static final class Execution extends StepExecution {
            private static final long serialVersionUID = 1L;
            private final long end;
            private int resumed;

            Execution(StepContext context, long end) {
                super(context);
                this.end = end;
            }

            @Override
            public boolean start() {
                look();
                return false;
            }

            private void look() {
                if (System.currentTimeMillis() >= end) {
                    getContext().onSuccess(Map.of("resumed", resumed, "identity", System.identityHashCode(this)));
                } else {
                    Timer.get().schedule(this::look, 20, TimeUnit.MILLISECONDS);
                }
            }

            @Override
            public void onResume() {
                resumed++;
                look();
            }
        }
    }

    /** Waits and holds what cannot be stored. */
    public static final class Forgetful extends Step {
        /** No arguments. */
        @DataBoundConstructor
        public Forgetful() {
            // nothing to set
        }

        @Override
        public StepExecution start(StepContext context) {
            return new Execution(context);
        }

        /** Describes it. */
        @Extension
        public static final class DescriptorImpl extends Named {
            /** Made by the extension finder. */
            public DescriptorImpl() {
                super("forgetful");
            }
        }

        /** Waits for ever. */
        @SuppressWarnings("serial")
        public static final class Execution extends StepExecution {
            private static final long serialVersionUID = 1L;
            private final Object lock = new Object();

            Execution(StepContext context) {
                super(context);
            }

            @Override
            public boolean start() {
                return lock == null;
            }
        }
    }

    /** Adds an action to the build, or returns what a sandbox forbids. */
    public static final class Record extends Step {
        private final String text;

        /** Mandatory argument. */
        @DataBoundConstructor
        public Record(String text) {
            this.text = text;
        }

        @Override
        public StepExecution start(StepContext context) {
            return new StepExecution(context) {
                private static final long serialVersionUID = 1L;

                @Override
                public boolean start() throws Exception {
                    Action action = new Note(text);
                    getContext().get(Run.class).addAction(action);
                    getContext().onSuccess(text.equals("forbidden") ? Map.of("note", action) : null);
                    return true;
                }
            };
        }

        /** Describes it. */
        @Extension
        public static final class DescriptorImpl extends Named {
            /** Made by the extension finder. */
            public DescriptorImpl() {
                super("record", FilePath.class);
            }
        }
    }

    /** What the step leaves. */
    public static final class Note extends InvisibleAction {
        private final String text;

        @CheckForNull
        private final transient Object forgotten = null;

        Note(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text + forgotten;
        }
    }
}
