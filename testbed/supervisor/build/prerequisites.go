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

// Prerequisite is a program that the machine must have.
type Prerequisite struct {
	// Programs are names of which one must be on the PATH.
	Programs []string
	// Packages are Debian's packages that have it.
	Packages []string
}

var (
	// Git serves and reads repositories.
	Git = Prerequisite{Programs: []string{"git"}, Packages: []string{"git"}}
	// Redis is Argo CD's cache. The package of its tools has the whole server, and unlike redis-server starts no
	// service.
	Redis     = Prerequisite{Programs: []string{"redis-server", "redis-check-rdb"}, Packages: []string{"redis-tools"}}
	cCompiler = Prerequisite{Programs: []string{"gcc"}, Packages: []string{"gcc", "libc6-dev"}}
)

// Find returns the program's path.
func (p Prerequisite) Find() (string, error) {
	for _, program := range p.Programs {
		if path, err := exec.LookPath(program); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s is missing: install it (Debian: apt-get install %s) or run testbed/up with --install",
		p.Programs[0], strings.Join(p.Packages, " "))
}

// Require says in one line what to install where a prerequisite is missing, or installs it where that is wanted.
func (b Builder) Require(ctx context.Context, prerequisites []Prerequisite) error {
	var packages []string
	var missing error
	for _, prerequisite := range prerequisites {
		if _, err := prerequisite.Find(); err != nil {
			packages = append(packages, prerequisite.Packages...)
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

// buildPrerequisites returns what the products' build needs besides Go.
func buildPrerequisites(products []Product) []Prerequisite {
	for _, product := range products {
		if product.Cgo {
			return []Prerequisite{cCompiler}
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
