package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// Tool is a program that the machine must have.
type Tool struct {
	// Programs are names of which one must be on the PATH.
	Programs []string
	// Packages are Debian's packages that have it.
	Packages []string
}

var (
	// Git serves and reads repositories.
	Git = Tool{Programs: []string{"git"}, Packages: []string{"git"}}
	// Redis is Argo CD's cache. The package of its tools has the whole server, and unlike redis-server starts no service.
	Redis     = Tool{Programs: []string{"redis-server", "redis-check-rdb"}, Packages: []string{"redis-tools"}}
	cCompiler = Tool{Programs: []string{"gcc"}, Packages: []string{"gcc", "libc6-dev"}}
)

// Find returns the tool's path.
func (t Tool) Find() (string, error) {
	for _, program := range t.Programs {
		if path, err := exec.LookPath(program); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s is missing: install it (Debian: apt-get install %s) or run testbed/up with --install",
		t.Programs[0], strings.Join(t.Packages, " "))
}

// RequireTools says in one line what to install where a tool is missing, or installs it where that is wanted.
func (b Builder) RequireTools(ctx context.Context, tools []Tool) error {
	var packages []string
	var missing error
	for _, tool := range tools {
		if _, err := tool.Find(); err != nil {
			packages = append(packages, tool.Packages...)
			missing = errors.Join(missing, err)
		}
	}
	if missing == nil || !b.Install {
		return missing
	}
	b.Progress("installing %s", strings.Join(packages, " "))
	// The lists of a fresh machine are old or empty.
	for _, arguments := range [][]string{
		{"update", "--quiet=2"},
		append([]string{"install", "--quiet=2", "--yes", "--no-install-recommends"}, packages...),
	} {
		command := exec.CommandContext(ctx, "apt-get", arguments...)
		command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w\n%s", strings.Join(arguments, " "), err, output)
		}
	}
	return nil
}

// buildTools returns what the products' build needs besides Go.
func buildTools(products []Product) []Tool {
	for _, product := range products {
		if product.Cgo {
			return []Tool{cCompiler}
		}
	}
	return nil
}

var goRelease = regexp.MustCompile(`go(\d+)\.(\d+)`)

// checkGo says in one line what to install where Go is missing or older than 1.21, the first that fetches the release
// that a module asks for.
func checkGo() error {
	output, err := exec.Command("go", "version").Output()
	if err != nil {
		return errors.New("go is missing: install Go 1.21 or later")
	}
	release := goRelease.FindStringSubmatch(string(output))
	if release == nil {
		return fmt.Errorf("go names no release: %q", output)
	}
	major, _ := strconv.Atoi(release[1])
	minor, _ := strconv.Atoi(release[2])
	if major == 1 && minor < 21 {
		return fmt.Errorf("%s is too old: install Go 1.21 or later", release[0])
	}
	return nil
}
