// Package build turns the pinned Go modules of the testbed into binaries, once per machine.
package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

// Product is one Go module of the testbed, and the binary it builds or the files that are taken from what it requires.
type Product struct {
	Name string
	// Programs are the names by which the binary is called; without any, nothing is compiled.
	Programs []string
	// Package is the main package, by default the module's root.
	Package string
	LDFlags []string
	Tags    string
	Cgo     bool
	// Assets are files and directories of required modules that are read at run time: "module/path//file", or
	// "folder=module/path//file" for one that lies in a folder of its own.
	Assets []string
}

// Builder builds products into the cache.
type Builder struct {
	// Sources is the testbed directory of the checkout.
	Sources string
	// Cache is outside the checkout, so that every checkout on the machine shares it.
	Cache string
	// Install says that missing prerequisites are to be installed.
	Install bool
	// Progress takes one line per event, for a person.
	Progress func(format string, arguments ...any)
}

// Built is a product in the cache. It stays there as long as this process lives.
type Built struct {
	directory string
	lock      *os.File
}

// Program returns the path of a program.
func (b Built) Program(name string) string { return filepath.Join(b.directory, "bin", name) }

// Assets returns the directory that holds the product's assets.
func (b Built) Assets() string { return filepath.Join(b.directory, "assets") }

// Build returns each product from the cache, in order, building what is missing.
func (b Builder) Build(ctx context.Context, products ...Product) (map[string]Built, error) {
	result := map[string]Built{}
	var missing []Product
	for _, product := range products {
		directory, err := b.directory(product)
		if err != nil {
			return nil, err
		}
		built, err := use(directory)
		if err != nil {
			return nil, err
		}
		if built == nil {
			missing = append(missing, product)
		} else {
			result[product.Name] = *built
		}
	}
	if len(missing) == 0 {
		return result, nil
	}
	if err := checkGo(); err != nil {
		return nil, err
	}
	if err := b.Require(ctx, buildPrerequisites(missing)); err != nil {
		return nil, err
	}
	for index, product := range missing {
		title := fmt.Sprintf("%s (%d of %d)", product.Name, index+1, len(missing))
		built, err := b.buildLocked(ctx, product, title)
		if err != nil {
			return nil, err
		}
		result[product.Name] = *built
	}
	return result, nil
}

// use returns a product that is in the cache, or nil.
func use(directory string) (*Built, error) {
	if !exists(directory) {
		return nil, nil
	}
	file, err := lock(directory+lockSuffix, syscall.LOCK_SH, func() {})
	if err != nil {
		return nil, err
	}
	if !exists(directory) {
		return nil, file.Close()
	}
	touch(file.Name())
	return &Built{directory, file}, nil
}

// directory names the product by everything that makes its content. The Go release is in go.mod, so a cache entry stays
// valid when the machine's own Go is updated, and a start that builds nothing needs no Go at all.
func (b Builder) directory(product Product) (string, error) {
	hash := sha256.New()
	fmt.Fprintln(hash, runtime.GOOS, runtime.GOARCH, b.arguments(product, ""), product.Cgo, product.Programs,
		product.Assets)
	err := filepath.WalkDir(b.module(product), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		fmt.Fprintf(hash, "%s %x\n", strings.TrimPrefix(path, b.module(product)), sha256.Sum256(content))
		return err
	})
	if err != nil {
		return "", err
	}
	return filepath.Join(b.Cache, product.Name+"-"+hex.EncodeToString(hash.Sum(nil))[:16]), nil
}

func (b Builder) module(product Product) string { return filepath.Join(b.Sources, product.Name) }

func (b Builder) arguments(product Product, output string) []string {
	target := product.Package
	if target == "" {
		target = "."
	}
	arguments := []string{
		"build", "-v", "-mod=readonly", "-trimpath", "-buildvcs=false",
		// A third of the compile time goes into inlining and debug data, which servers of a test need not have.
		"-gcflags=all=-l -dwarf=false",
		"-ldflags=" + strings.Join(append([]string{"-s", "-w"}, product.LDFlags...), " "),
	}
	if product.Tags != "" {
		arguments = append(arguments, "-tags="+product.Tags)
	}
	return append(arguments, "-o", output, target)
}

// buildLocked lets one process build a product while others that want it wait.
func (b Builder) buildLocked(ctx context.Context, product Product, title string) (*Built, error) {
	directory, err := b.directory(product)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(b.Cache, 0o755); err != nil {
		return nil, err
	}
	file, err := lock(directory+lockSuffix, syscall.LOCK_EX, func() {
		b.Progress("waiting for another testbed that builds %s", product.Name)
	})
	if err != nil {
		return nil, err
	}
	if !exists(directory) {
		if err := b.build(ctx, product, directory, title); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	touch(file.Name())
	return &Built{directory, file}, syscall.Flock(int(file.Fd()), syscall.LOCK_SH)
}

func (b Builder) build(ctx context.Context, product Product, directory, title string) error {
	work := directory + buildingSuffix
	// What a build left that was killed.
	if err := os.RemoveAll(work); err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := os.MkdirAll(filepath.Join(work, "bin"), 0o755); err != nil {
		return err
	}
	binary := filepath.Join(work, "bin", product.Name)

	started := time.Now()
	if len(product.Programs) == 0 {
		if err := b.download(ctx, product); err != nil {
			return err
		}
	} else {
		b.Progress("building %s, once on this machine: takes some minutes", title)
		if err := b.compile(ctx, product, binary, title, started); err != nil {
			return err
		}
	}
	for _, program := range product.Programs {
		if program != product.Name {
			if err := os.Symlink(product.Name, filepath.Join(work, "bin", program)); err != nil {
				return err
			}
		}
	}
	for _, asset := range product.Assets {
		if err := b.copyAsset(ctx, product, asset, filepath.Join(work, "assets")); err != nil {
			return err
		}
	}
	if err := os.Rename(work, directory); err != nil {
		return err
	}
	b.Progress("built %s in %s", title, time.Since(started).Round(time.Second))
	return nil
}

func (b Builder) compile(ctx context.Context, product Product, binary, title string, started time.Time) error {
	// A build is not worth slowing down what else the machine does.
	command, tie, err := process.Tied(append([]string{"nice", "-n", "5", "go"}, b.arguments(product, binary)...)...)
	if err != nil {
		return err
	}
	command.Dir, command.Env = b.module(product), environment(product)
	output := &packageCounter{}
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- command.Wait() }()
	ticker := time.NewTicker(15 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			if err != nil {
				return fmt.Errorf("building %s failed: %w\n%s", product.Name, err, output.messages())
			}
			return nil
		case <-ticker.C:
			b.Progress("building %s: %s, %s", title, output.state(), time.Since(started).Round(time.Second))
		case <-ctx.Done():
			_ = tie.Close()
			<-done
			return ctx.Err()
		}
	}
}

// download fetches the modules that a compilation would have fetched.
func (b Builder) download(ctx context.Context, product Product) error {
	command := exec.CommandContext(ctx, "go", "mod", "download")
	command.Dir, command.Env = b.module(product), environment(product)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("fetching the modules of %s failed: %w\n%s", product.Name, err, output)
	}
	return nil
}

func environment(product Product) []string {
	cgo := "CGO_ENABLED=0"
	if product.Cgo {
		cgo = "CGO_ENABLED=1"
	}
	return append(os.Environ(), "GOFLAGS=", "GOWORK=off", cgo)
}

func (b Builder) copyAsset(ctx context.Context, product Product, asset, into string) error {
	folder, from, found := strings.Cut(asset, "=")
	if !found {
		folder, from = "", asset
	}
	module, name, _ := strings.Cut(from, "//")
	list := exec.CommandContext(ctx, "go", "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module)
	list.Dir, list.Env = b.module(product), environment(product)
	listed, err := list.Output()
	if err != nil {
		return fmt.Errorf("find module %s: %w", module, err)
	}
	source := filepath.Join(strings.TrimSpace(string(listed)), name)
	target := filepath.Join(into, folder, name)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return filepath.WalkDir(source, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := target + strings.TrimPrefix(path, source)
		if entry.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		return copyFile(path, to)
	})
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	// Executable, because the module proxy drops that bit from the scripts that need it.
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		target.Close()
		return err
	}
	return target.Close()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
