// Command testbed runs real servers for tests, the demo and benchmarks, and ends them with its owner.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/build"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

const usage = `usage: testbed/up [--install] [--with COMPONENT,…] [--json] [-- COMMAND [ARGUMENT…]]
       testbed/up --clean

Starts real servers on 127.0.0.1 and keeps them until it ends: on Ctrl-C, when its parent ends, with --json also when
its standard input ends. Prints the environment that leads to them, or runs COMMAND in it and returns its exit code.

  --with COMPONENT,…  only these, and what they need
  --install           install missing packages with apt-get first (also when CI=true)
  --json              for programs: see testbed/README.md
  --clean             remove from the cache what this checkout does not need and no running testbed uses, and end

components (default: %s):
  servers  argocd, gitea, kubernetes, registry, second-cluster
  tools    %s: put on the PATH; all of them with the name "tools"
`

func main() {
	if len(os.Args) > 2 && os.Args[1] == process.TiedCommand {
		os.Exit(process.RunTied(os.Args[2:]))
	}
	options, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		fmt.Printf(usage, strings.Join(defaultComponents, ","), strings.Join(groups["tools"], ", "))
		return
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "testbed: %s; testbed/up -h says more\n", err)
		os.Exit(2)
	}
	os.Exit(run(options))
}

type options struct {
	sources string
	cache   string
	install bool
	clean   bool
	json    bool
	with    []string
	command []string
}

func parse(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("testbed/up", flag.ContinueOnError)
	flags.Usage = func() {}
	flags.SetOutput(new(strings.Builder))
	flags.StringVar(&o.sources, "sources", "", "")
	flags.StringVar(&o.cache, "cache", "", "")
	flags.BoolVar(&o.install, "install", os.Getenv("CI") == "true", "")
	flags.BoolVar(&o.clean, "clean", false, "")
	flags.BoolVar(&o.json, "json", false, "")
	with := flags.String("with", strings.Join(defaultComponents, ","), "")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	o.command = flags.Args()
	if o.json && len(o.command) > 0 {
		return o, errors.New("--json and a command exclude each other")
	}
	if o.clean && (o.json || len(o.command) > 0) {
		return o, errors.New("--clean starts nothing")
	}
	var err error
	o.with, err = parseComponents(*with)
	return o, err
}

func parseComponents(list string) ([]string, error) {
	var names []string
	for _, name := range strings.Split(list, ",") {
		if name == "" {
			continue
		}
		if group, known := groups[name]; known {
			names = append(names, group...)
			continue
		}
		if _, known := components[name]; !known {
			return nil, fmt.Errorf("unknown component %q: there are %s", name, strings.Join(componentNames(), ", "))
		}
		names = append(names, name)
	}
	return names, nil
}

func run(o options) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	go watchParent(ctx, cancel)

	announcer := newAnnouncer(o.json)
	if err := tidyCache(o, announcer); err != nil {
		announcer.progress("%s", err)
	}
	if o.clean {
		return 0
	}
	session, err := newSession(o, announcer)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testbed:", err)
		return 1
	}
	code, err := serve(ctx, cancel, o, session)
	if err != nil && ctx.Err() == nil {
		announcer.failed(err)
	}
	session.stop(err != nil && ctx.Err() == nil)
	return code
}

// What nobody has used for a month is removed by any start: other versions of it have taken its place.
const (
	unusedLimit = 30 * 24 * time.Hour
	// cleanLimit spares what a start that goes on at the same moment is about to use.
	cleanLimit = time.Minute
)

func tidyCache(o options, announcer *announcer) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if runningProgram, err = build.Use(program); err != nil {
		return err
	}
	unused := unusedLimit
	if o.clean {
		unused = cleanLimit
	}
	builder := build.Builder{Sources: o.sources, Cache: o.cache, Progress: announcer.progress}
	return builder.RemoveUnused(unused, products()...)
}

// runningProgram keeps the lock's file from being collected, which would close it.
var runningProgram *os.File

func serve(ctx context.Context, cancel context.CancelCauseFunc, o options, session *session) (int, error) {
	var requests <-chan string
	if o.json {
		requests = readRequests(cancel)
	}
	if err := session.up(ctx, o.with); err != nil {
		return 1, err
	}
	if len(o.command) > 0 {
		return runCommand(ctx, o.command, session)
	}
	if !o.json {
		for _, variable := range session.variables() {
			fmt.Print(variable.export())
		}
		session.announcer.progress("ready; end it with Ctrl-C")
	}
	for {
		select {
		case <-ctx.Done():
			return 0, nil
		case err := <-session.servers.Failed():
			return 1, err
		case list := <-requests:
			names, err := parseComponents(list)
			if err != nil {
				return 1, err
			}
			if err := session.up(ctx, names); err != nil {
				return 1, err
			}
		}
	}
}

// runCommand runs the caller's command inside the testbed's environment. It shares the terminal and its process group,
// so it is not tied by a pipe as servers are but by the parent-death signal, for which the thread that starts it stays.
func runCommand(ctx context.Context, arguments []string, session *session) (int, error) {
	runtime.LockOSThread()
	// The command itself may be one that the testbed has put on the PATH.
	for _, variable := range session.variables() {
		if err := os.Setenv(variable.name, variable.value); err != nil {
			return 1, err
		}
	}
	command := exec.Command(arguments[0], arguments[1:]...)
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := command.Start(); err != nil {
		return 127, err
	}
	done := make(chan error, 1)
	go func() { done <- command.Wait() }()

	var failure error
	select {
	case <-done:
		return exitCode(command.ProcessState), nil
	case <-ctx.Done():
	case failure = <-session.servers.Failed():
	}
	terminate(command.Process, done)
	return 1, failure
}

func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
