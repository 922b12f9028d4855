// Package process starts servers so that none outlives the supervisor, whatever ends it.
package process

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// Server is a running server process.
type Server struct {
	name     string
	log      string
	tie      io.Closer
	ended    chan struct{}
	stopping atomic.Bool
	failure  error
}

// Spec says what to run.
type Spec struct {
	Name string
	// Log is the file that takes the server's standard output and error.
	Log  string
	Args []string
	// Env is the whole environment: of the caller's, servers see the PATH at most.
	Env []string
	Dir string
}

// Start starts a server; it does not wait until it is ready.
func Start(spec Spec) (*Server, error) {
	if err := os.MkdirAll(filepath.Dir(spec.Log), 0o700); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(spec.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()

	wrapper, tie, err := Tied(spec.Args...)
	if err != nil {
		return nil, err
	}
	wrapper.Env = spec.Env
	wrapper.Dir = spec.Dir
	wrapper.Stdout, wrapper.Stderr = log, log
	if err := wrapper.Start(); err != nil {
		return nil, err
	}
	server := &Server{name: spec.Name, log: spec.Log, tie: tie, ended: make(chan struct{})}
	go func() {
		err := wrapper.Wait()
		if !server.stopping.Load() {
			if err == nil {
				err = fmt.Errorf("exit status 0")
			}
			server.failure = server.Failed(fmt.Errorf("ended: %w", err))
		}
		close(server.ended)
	}()
	return server, nil
}

// Stop ends the server and waits until it has.
func (s *Server) Stop() {
	s.stopping.Store(true)
	_ = s.tie.Close()
	<-s.ended
}

// Ended is closed when the server has ended, asked to or not.
func (s *Server) Ended() <-chan struct{} { return s.ended }

// Failure says why the server ended without being asked to. It is valid once Ended is closed.
func (s *Server) Failure() error { return s.failure }

// AwaitReady polls until probe succeeds, the server ends or the time is over.
func (s *Server) AwaitReady(ctx context.Context, probe func(context.Context) error) error {
	err := Await(ctx, s.ended, probe)
	if err == nil {
		return nil
	}
	select {
	case <-s.ended:
		if s.failure != nil {
			return s.failure
		}
	default:
	}
	return s.Failed(fmt.Errorf("not ready: %w", err))
}

// Failed wraps err in the server's name and the end of its log, for the person who has to find out.
func (s *Server) Failed(err error) error {
	return fmt.Errorf("%s %w\n%s", s.name, err, tail(s.log, 15))
}

const pollInterval = 25 * time.Millisecond

// Await polls until probe succeeds. It returns the last failure when ctx is done or cancelled is closed.
func Await(ctx context.Context, cancelled <-chan struct{}, probe func(context.Context) error) error {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		attempt, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := probe(attempt)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-cancelled:
			return err
		case <-ticker.C:
		}
	}
}

// Probe succeeds when url answers 200 without a login.
func Probe(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	return nil
}

func tail(file string, lines int) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	if len(all) > lines {
		all = all[len(all)-lines:]
	}
	return fmt.Sprintf("  log %s ends:\n    %s", file, strings.Join(all, "\n    "))
}
