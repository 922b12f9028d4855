package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import hudson.util.ArgumentListBuilder;
import io.jenkins.plugins.deploymentsteps.standalone.LocalProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Starts processes where the build runs: here, on this machine. */
public abstract class Launcher {
    /** Where command lines are printed. */
    @NonNull
    protected final TaskListener listener;

    /** The machine that runs the processes; null for this one. */
    @CheckForNull
    protected final VirtualChannel channel;

    /** Starts processes on the machine behind a channel. */
    protected Launcher(@NonNull TaskListener listener, @CheckForNull VirtualChannel channel) {
        this.listener = listener;
        this.channel = channel;
    }

    /** {@return the machine that runs the processes; null for this one} */
    @CheckForNull
    public VirtualChannel getChannel() {
        return channel;
    }

    /** {@return where command lines are printed} */
    @NonNull
    public TaskListener getListener() {
        return listener;
    }

    /** {@return a description of a process, to be filled and started} */
    @NonNull
    public final ProcStarter launch() {
        return new ProcStarter();
    }

    /** Starts what the starter describes. */
    public abstract Proc launch(@NonNull ProcStarter starter) throws IOException;

    /** {@return whether the machine has Unix conventions} */
    public boolean isUnix() {
        return File.pathSeparatorChar == ':';
    }

    /** Ends the processes whose environment holds all of these variables. */
    public abstract void kill(Map<String, String> modelEnvVars) throws IOException, InterruptedException;

    /** Prints a command line, masked arguments as asterisks. */
    protected final void maskedPrintCommandLine(
            @NonNull List<String> cmd, @CheckForNull boolean[] mask, @CheckForNull FilePath workDir) {
        StringBuilder line = new StringBuilder();
        if (workDir != null) {
            line.append('[').append(workDir.getName()).append("] ");
        }
        line.append('$');
        for (int i = 0; i < cmd.size(); i++) {
            boolean masked = mask != null && i < mask.length && mask[i];
            line.append(' ').append(masked ? "********" : cmd.get(i));
        }
        listener.getLogger().println(line);
    }

    /** Describes one process. */
    public final class ProcStarter {
        /** The program and its arguments. */
        protected List<String> commands;

        /** Which of them are secret. */
        @CheckForNull
        protected boolean[] masks;

        private boolean quiet;

        /** The working directory. */
        @CheckForNull
        protected FilePath pwd;

        /** The output and error output; a null error output joins the output. */
        @CheckForNull
        protected OutputStream stdout = OutputStream.nullOutputStream(), stderr;

        /** The input. */
        @CheckForNull
        protected InputStream stdin = InputStream.nullInputStream();

        /** Variables as {@code NAME=value}. */
        @CheckForNull
        protected String[] envs;

        /** Whether the caller reads and writes the streams. */
        protected boolean reverseStdin, reverseStdout, reverseStderr;

        /** Sets the program and its arguments. */
        public ProcStarter cmds(String... args) {
            return cmds(Arrays.asList(args));
        }

        /** Sets the program and its arguments. */
        public ProcStarter cmds(List<String> args) {
            commands = new ArrayList<>(args);
            return this;
        }

        /** Sets the program and its arguments, some of them secret. */
        public ProcStarter cmds(ArgumentListBuilder args) {
            commands = args.toList();
            masks = args.toMaskArray();
            return this;
        }

        /** {@return the program and its arguments} */
        public List<String> cmds() {
            return commands;
        }

        /** Says which arguments are secret. */
        public ProcStarter masks(@CheckForNull boolean... masks) {
            this.masks = masks;
            return this;
        }

        /** {@return which arguments are secret} */
        @CheckForNull
        public boolean[] masks() {
            return masks;
        }

        /** Says whether the command line stays unprinted. */
        public ProcStarter quiet(boolean quiet) {
            this.quiet = quiet;
            return this;
        }

        /** {@return whether the command line stays unprinted} */
        public boolean quiet() {
            return quiet;
        }

        /** Sets the working directory. */
        public ProcStarter pwd(@CheckForNull FilePath workDir) {
            pwd = workDir;
            return this;
        }

        /** Sets the working directory. */
        public ProcStarter pwd(@NonNull File workDir) {
            return pwd(new FilePath(workDir));
        }

        /** Sets the working directory. */
        public ProcStarter pwd(@NonNull String workDir) {
            return pwd(new FilePath(getChannel(), workDir));
        }

        /** {@return the working directory} */
        @CheckForNull
        public FilePath pwd() {
            return pwd;
        }

        /** Sends the output, and the error output unless set, to a stream. */
        public ProcStarter stdout(@CheckForNull OutputStream out) {
            stdout = out;
            return this;
        }

        /** Sends the output to a listener's log. */
        public ProcStarter stdout(@NonNull TaskListener out) {
            return stdout(out.getLogger());
        }

        /** {@return where the output goes} */
        @CheckForNull
        public OutputStream stdout() {
            return stdout;
        }

        /** Sends the error output to a stream. */
        public ProcStarter stderr(@CheckForNull OutputStream err) {
            stderr = err;
            return this;
        }

        /** {@return where the error output goes} */
        @CheckForNull
        public OutputStream stderr() {
            return stderr;
        }

        /** Reads the input from a stream. */
        @NonNull
        public ProcStarter stdin(@CheckForNull InputStream in) {
            stdin = in;
            return this;
        }

        /** {@return where the input comes from} */
        @CheckForNull
        public InputStream stdin() {
            return stdin;
        }

        /** Adds variables to the environment. */
        public ProcStarter envs(@NonNull Map<String, String> overrides) {
            envs = overrides.entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue())
                    .toArray(String[]::new);
            return this;
        }

        /** Adds variables, as {@code NAME=value}, to the environment. */
        public ProcStarter envs(@CheckForNull String... overrides) {
            envs = overrides == null ? null : overrides.clone();
            return this;
        }

        /** {@return the added variables, as {@code NAME=value}} */
        @NonNull
        public String[] envs() {
            return envs == null ? new String[0] : envs.clone();
        }

        /** Lets the caller read the output from {@link Proc#getStdout}. */
        public ProcStarter readStdout() {
            reverseStdout = true;
            stdout = null;
            stderr = null;
            return this;
        }

        /** Lets the caller read the error output from {@link Proc#getStderr}. */
        public ProcStarter readStderr() {
            reverseStdout = true;
            reverseStderr = true;
            return this;
        }

        /** Lets the caller write the input to {@link Proc#getStdin}. */
        public ProcStarter writeStdin() {
            reverseStdin = true;
            stdin = null;
            return this;
        }

        /** Starts the process. */
        public Proc start() throws IOException {
            return launch(this);
        }

        /** {@return the exit code of the process, started and waited for} */
        public int join() throws IOException, InterruptedException {
            return start().join();
        }
    }

    /** Starts processes on this machine. */
    public static class LocalLauncher extends Launcher {
        /** Prints command lines to a listener. */
        public LocalLauncher(@NonNull TaskListener listener) {
            super(listener, null);
        }

        @Override
        public Proc launch(ProcStarter ps) throws IOException {
            if (!ps.quiet()) {
                maskedPrintCommandLine(ps.commands, ps.masks, ps.pwd);
            }
            return new LocalProcess(
                    new ProcessBuilder(ps.commands),
                    ps.pwd == null ? null : new File(ps.pwd.getRemote()),
                    ps.envs(),
                    new LocalProcess.Streams(
                            ps.reverseStdin ? null : ps.stdin,
                            ps.reverseStdout ? null : ps.stdout,
                            ps.reverseStderr ? null : ps.stderr,
                            ps.reverseStderr));
        }

        @Override
        public void kill(Map<String, String> modelEnvVars) throws InterruptedException {
            LocalProcess.killAll(modelEnvVars);
        }
    }
}
