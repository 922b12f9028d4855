package process

import (
	"errors"
	"sync"
)

var errStopped = errors.New("the testbed is being ended")

// Group is the set of servers of one testbed. The first that ends without being asked to is reported.
type Group struct {
	mutex   sync.Mutex
	servers []*Server
	stopped bool
	failed  chan error
}

// NewGroup returns an empty group.
func NewGroup() *Group { return &Group{failed: make(chan error, 1)} }

// Start starts a server in the group.
func (g *Group) Start(spec Spec) (*Server, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.stopped {
		return nil, errStopped
	}
	server, err := Start(spec)
	if err != nil {
		return nil, err
	}
	g.servers = append(g.servers, server)
	go func() {
		<-server.Ended()
		if server.Failure() != nil {
			select {
			case g.failed <- server.Failure():
			default:
			}
		}
	}()
	return server, nil
}

// Failed delivers why a server ended too early.
func (g *Group) Failed() <-chan error { return g.failed }

// Stop ends every server, waits until all have and tells whether there were any.
func (g *Group) Stop() (started bool) {
	g.mutex.Lock()
	g.stopped = true
	servers := g.servers
	g.mutex.Unlock()

	var all sync.WaitGroup
	for _, server := range servers {
		all.Go(server.Stop)
	}
	all.Wait()
	return len(servers) > 0
}
