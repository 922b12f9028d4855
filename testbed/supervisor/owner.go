package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"time"
)

var errOwnerEnded = errors.New("the owner ended")

// watchParent ends the testbed when the process that started it ends, which a new parent process id tells. The
// parent-death signal would not do: it follows the thread that started the testbed.
func watchParent(ctx context.Context, cancel context.CancelCauseFunc) {
	parent := os.Getppid()
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	for os.Getppid() == parent {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
	cancel(errOwnerEnded)
}

// readRequests reads the components to add from standard input, a comma-separated list a line. Its end ends the
// testbed.
func readRequests(cancel context.CancelCauseFunc) <-chan string {
	requests := make(chan string)
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			requests <- strings.TrimSpace(lines.Text())
		}
		cancel(errOwnerEnded)
	}()
	return requests
}

// terminate asks a process to end, and makes it end when it does not.
func terminate(process *os.Process, done <-chan error) {
	_ = process.Signal(syscall.SIGTERM)
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		_ = process.Kill()
		<-done
	}
}
