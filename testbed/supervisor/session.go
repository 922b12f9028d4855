package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/build"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/kubernetes"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

// startLimit is generous: a start takes seconds, on a machine that is busy with something else much longer.
const startLimit = 3 * time.Minute

// session is one running testbed.
type session struct {
	directory string
	announcer *announcer
	builder   build.Builder
	servers   *process.Group
	built     map[string]build.Built
	cluster   *kubernetes.Cluster

	mutex       sync.Mutex
	running     map[string]bool
	environment []variable
}

func newSession(o options, announcer *announcer) (*session, error) {
	if err := removeAbandoned(); err != nil {
		return nil, err
	}
	directory, err := newDirectory()
	if err != nil {
		return nil, err
	}
	session := &session{
		directory: directory,
		announcer: announcer,
		builder:   build.Builder{Sources: o.sources, Cache: o.cache, Install: o.install, Progress: announcer.progress},
		servers:   process.NewGroup(),
		built:     map[string]build.Built{},
		running:   map[string]bool{},
	}
	return session, os.Mkdir(session.path("bin"), 0o700)
}

func (s *session) path(name string) string { return filepath.Join(s.directory, name) }

// up brings up the named components, and what they need, as far as they are not up yet.
func (s *session) up(ctx context.Context, names []string) error {
	starting := s.missing(names)
	if err := s.build(ctx, starting); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()

	started := make(chan error, 1)
	go func() { started <- process.Parallel(ctx, s.startTasks(starting)...) }()
	select {
	case err := <-started:
		if err != nil {
			return err
		}
	case err := <-s.servers.Failed():
		// Else what waits for that server would wait until the limit.
		cancel()
		<-started
		return err
	}
	s.announcer.all(s.variables())
	return nil
}

// startTasks returns a task for each component, which waits for what the component needs.
func (s *session) startTasks(names []string) []func(context.Context) error {
	ready := map[string]chan struct{}{}
	for _, name := range names {
		ready[name] = make(chan struct{})
	}
	var tasks []func(context.Context) error
	for _, name := range names {
		tasks = append(tasks, func(ctx context.Context) error {
			for _, needed := range components[name].needs {
				if starting, found := ready[needed]; found {
					select {
					case <-starting:
					case <-ctx.Done():
						return ctx.Err()
					}
				}
			}
			if err := s.start(ctx, name); err != nil {
				return err
			}
			close(ready[name])
			return nil
		})
	}
	return tasks
}

func (s *session) missing(names []string) []string {
	var missing []string
	var add func(names []string)
	add = func(names []string) {
		for _, name := range names {
			if !s.running[name] && !slices.Contains(missing, name) {
				add(components[name].needs)
				missing = append(missing, name)
			}
		}
	}
	add(names)
	return missing
}

func (s *session) build(ctx context.Context, names []string) error {
	var products []build.Product
	var prerequisites []build.Prerequisite
	for _, name := range names {
		prerequisites = append(prerequisites, components[name].prerequisites...)
		for _, product := range components[name].products {
			if !slices.ContainsFunc(products, func(p build.Product) bool { return p.Name == product.Name }) {
				products = append(products, product)
			}
		}
	}
	if err := s.builder.Require(ctx, prerequisites); err != nil {
		return err
	}
	built, err := s.builder.Build(ctx, products...)
	for name, product := range built {
		s.built[name] = product
	}
	return err
}

func (s *session) start(ctx context.Context, name string) error {
	started := time.Now()
	facts, variables, err := components[name].start(ctx, s)
	if err != nil {
		return fmt.Errorf("%s failed to start: %w", name, err)
	}
	s.mutex.Lock()
	s.running[name] = true
	s.environment = append(s.environment, variables...)
	s.mutex.Unlock()
	s.announcer.ready(name, facts, time.Since(started))
	return nil
}

// linkProgram puts a client on the PATH of who uses the testbed.
func (s *session) linkProgram(product build.Product, program string) error {
	return os.Symlink(s.built[product.Name].Program(program), filepath.Join(s.path("bin"), program))
}

func (s *session) variables() []variable {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append(slices.Clone(s.environment),
		variable{"TESTBED_DIRECTORY", s.directory},
		variable{"PATH", s.path("bin") + string(os.PathListSeparator) + os.Getenv("PATH")})
}

// stop ends all servers. The directory stays where a failure must be looked into.
func (s *session) stop(keep bool) {
	if started := s.servers.Stop(); keep && started {
		s.announcer.progress("logs are kept until the next start in %s", s.directory)
		return
	}
	if err := os.RemoveAll(s.directory); err != nil {
		s.announcer.progress("%s", err)
	}
}
