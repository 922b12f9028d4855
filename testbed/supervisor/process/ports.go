package process

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
)

// Below the kernel's usual range for outgoing connections (32768 and up), so that no connection made between FreePort
// and the server's start takes the port.
const firstPort, lastPort = 20000, 32000

var (
	portsMutex sync.Mutex
	givenPorts = map[int]bool{}
)

// FreePort returns a port of 127.0.0.1 on which nothing listens and which it has not returned before.
func FreePort() (int, error) {
	portsMutex.Lock()
	defer portsMutex.Unlock()
	for range 1000 {
		port := firstPort + rand.IntN(lastPort-firstPort)
		if givenPorts[port] {
			continue
		}
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		_ = listener.Close()
		givenPorts[port] = true
		return port, nil
	}
	return 0, fmt.Errorf("no free port between %d and %d on 127.0.0.1", firstPort, lastPort)
}
