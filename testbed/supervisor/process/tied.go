package process

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// TiedCommand is the supervisor's own subcommand that RunTied implements.
const TiedCommand = "tied"

// stopGrace is how long a program may take to end in order before it is killed: nothing that it holds outlives it.
const stopGrace = 1 * time.Second

// Tied returns a command that ends, with all that it started, when the tie is closed or this process ends.
func Tied(arguments ...string) (command *exec.Cmd, tie io.Closer, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	command = exec.Command(self, append([]string{TiedCommand}, arguments...)...)
	tie, err = command.StdinPipe()
	return command, tie, err
}

// RunTied runs one program and ties its life to standard input, a pipe whose only writing end the supervisor holds. The
// kernel closes that end however the supervisor ends, kill -9 included, and then the program's process group is ended.
func RunTied(arguments []string) (exitCode int) {
	// The parent-death signal follows the thread that forked, so this one must live as long as the process. It covers
	// a kill -9 of this process itself.
	runtime.LockOSThread()
	// The supervisor alone decides when a program ends: it closes the pipe. Caught and dropped rather than ignored,
	// because the program would inherit an ignored signal.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)

	program := exec.Command(arguments[0], arguments[1:]...)
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := program.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 127
	}
	group := -program.Process.Pid

	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = syscall.Kill(group, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(stopGrace):
		}
		// Also after an orderly end: it takes what the program left behind in its group.
		_ = syscall.Kill(group, syscall.SIGKILL)
	}()

	_ = program.Wait()
	close(ended)
	_ = syscall.Kill(group, syscall.SIGKILL)
	return program.ProcessState.ExitCode()
}
