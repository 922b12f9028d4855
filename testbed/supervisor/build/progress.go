package build

import (
	"fmt"
	"strings"
	"sync"
)

// packageCounter reads the output of `go build -v`: a line per downloaded module and per compiled package.
type packageCounter struct {
	mutex      sync.Mutex
	partial    string
	downloaded int
	compiled   int
	other      []string
}

func (c *packageCounter) Write(data []byte) (int, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	lines := strings.Split(c.partial+string(data), "\n")
	c.partial = lines[len(lines)-1]
	for _, line := range lines[:len(lines)-1] {
		switch {
		case strings.HasPrefix(line, "go: downloading "):
			c.downloaded++
		case strings.ContainsAny(line, " \t"):
			c.other = append(c.other, line)
		default:
			c.compiled++
		}
	}
	return len(data), nil
}

func (c *packageCounter) state() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return fmt.Sprintf("%d modules downloaded, %d packages compiled", c.downloaded, c.compiled)
}

// messages returns what the compiler or linker complained about.
func (c *packageCounter) messages() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return strings.Join(append(c.other, c.partial), "\n")
}
