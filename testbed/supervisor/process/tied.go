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

// stopGrace is how long a server may take to end in order before it is killed: nothing that it holds outlives it.
const stopGrace = 1 * time.Second

// RunTied runs one server and ties its life to standard input, a pipe whose only writing end the supervisor holds. The
// kernel closes that end however the supervisor ends, kill -9 included, and then the server's process group is ended.
func RunTied(arguments []string) (exitCode int) {
	// The parent-death signal follows the thread that forked, so this one must live as long as the process. It covers
	// a kill -9 of this process itself.
	runtime.LockOSThread()
	// The supervisor alone decides when a server ends: it closes the pipe. Caught and dropped rather than ignored,
	// because the server would inherit an ignored signal.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)

	server := exec.Command(arguments[0], arguments[1:]...)
	server.Stdout, server.Stderr = os.Stdout, os.Stderr
	server.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := server.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 127
	}
	group := -server.Process.Pid

	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = syscall.Kill(group, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(stopGrace):
		}
		// Also after an orderly end: it takes what the server left behind in its group.
		_ = syscall.Kill(group, syscall.SIGKILL)
	}()

	_ = server.Wait()
	close(ended)
	_ = syscall.Kill(group, syscall.SIGKILL)
	return server.ProcessState.ExitCode()
}
