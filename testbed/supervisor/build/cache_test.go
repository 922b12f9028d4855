package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

const day = 24 * time.Hour

// TestMain lets a build run as it does below the supervisor, whose own program it calls.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == process.TiedCommand {
		os.Exit(process.RunTied(os.Args[2:]))
	}
	os.Exit(m.Run())
}

func TestOnlyWhatIsOldAndNotInUseIsRemoved(t *testing.T) {
	cache := t.TempDir()
	plant(t, cache, "server-00000000000000a1", 40*day)
	plant(t, cache, "server-00000000000000b2", 20*day)
	plant(t, cache, "server-00000000000000c3", 40*day)
	inUse, err := use(filepath.Join(cache, "server-00000000000000c3"))
	if err != nil {
		t.Fatal(err)
	}
	defer inUse.lock.Close()
	// A use notes its time, and age alone must not decide here.
	age(t, inUse.lock.Name(), 40*day)
	plantFile(t, filepath.Join(cache, "supervisor-00000000000000d4"), 40*day)
	plantFile(t, filepath.Join(cache, "supervisor-00000000000000e5"), 40*day)
	running, err := Use(filepath.Join(cache, "supervisor-00000000000000e5"))
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	plantFile(t, filepath.Join(cache, "notes.txt"), 40*day)

	said := removeUnused(t, cache, 30*day)

	expectEntries(t, cache, "notes.txt", "server-00000000000000b2", "server-00000000000000b2.lock",
		"server-00000000000000c3", "server-00000000000000c3.lock", "supervisor-00000000000000e5")
	if len(said) != 2 || !strings.Contains(said[0], "server-00000000000000a1 (1 MB)") ||
		!strings.Contains(said[0], "not used for 960h") || !strings.Contains(said[1], "supervisor-00000000000000d4") {
		t.Errorf("it said %q", said)
	}
}

func TestWhatThisCheckoutNeedsStaysHoweverOldItIs(t *testing.T) {
	builder, product := smallProduct(t)
	current, err := builder.directory(product)
	if err != nil {
		t.Fatal(err)
	}
	plant(t, builder.Cache, filepath.Base(current), 40*day)

	if err := builder.RemoveUnused(0, product); err != nil {
		t.Fatal(err)
	}

	expectEntries(t, builder.Cache, filepath.Base(current), filepath.Base(current)+".lock")
}

func TestWhatAKilledBuildLeftIsRemovedButNotWhatIsBeingBuilt(t *testing.T) {
	cache := t.TempDir()
	mkdir(t, filepath.Join(cache, "server-00000000000000a1.building"))
	mkdir(t, filepath.Join(cache, "server-00000000000000b2.removing"))
	mkdir(t, filepath.Join(cache, "server-00000000000000c3.building"))
	builds, err := lock(filepath.Join(cache, "server-00000000000000c3.lock"), syscall.LOCK_EX, func() {})
	if err != nil {
		t.Fatal(err)
	}
	defer builds.Close()

	removeUnused(t, cache, 30*day)

	expectEntries(t, cache, "server-00000000000000c3.building", "server-00000000000000c3.lock")
}

func TestAProductIsBuiltOnceAndStaysWhileItIsUsed(t *testing.T) {
	builder, product := smallProduct(t)
	var said []string
	builder.Progress = func(format string, arguments ...any) { said = append(said, fmt.Sprintf(format, arguments...)) }

	for range 2 {
		built, err := builder.Build(context.Background(), product)
		if err != nil {
			t.Fatal(err)
		}
		defer built[product.Name].lock.Close()
		if _, err := os.Stat(built[product.Name].Program("small")); err != nil {
			t.Error(err)
		}
	}

	if len(said) != 2 || !strings.HasPrefix(said[1], "built small (1 of 1) in ") {
		t.Errorf("it said %q", said)
	}
	if err := builder.RemoveUnused(0); err != nil {
		t.Fatal(err)
	}
	if len(said) != 2 {
		t.Errorf("it removed what is used: %q", said)
	}
}

func smallProduct(t *testing.T) (Builder, Product) {
	t.Helper()
	sources := t.TempDir()
	module := filepath.Join(sources, "small")
	mkdir(t, module)
	write(t, filepath.Join(module, "go.mod"), "module small\n\ngo 1.21\n")
	write(t, filepath.Join(module, "main.go"), "package main\n\nfunc main() {}\n")
	return Builder{Sources: sources, Cache: t.TempDir(), Progress: func(string, ...any) {}},
		Product{Name: "small", Programs: []string{"small"}}
}

func removeUnused(t *testing.T, cache string, unused time.Duration) (said []string) {
	t.Helper()
	builder := Builder{Cache: cache, Progress: func(format string, arguments ...any) {
		said = append(said, fmt.Sprintf(format, arguments...))
	}}
	if err := builder.RemoveUnused(unused); err != nil {
		t.Fatal(err)
	}
	return said
}

// plant makes the entry of a product that was used some time ago.
func plant(t *testing.T, cache, name string, used time.Duration) {
	t.Helper()
	mkdir(t, filepath.Join(cache, name, "bin"))
	write(t, filepath.Join(cache, name, "bin", "server"), strings.Repeat("x", 1<<20))
	plantFile(t, filepath.Join(cache, name+".lock"), used)
}

func plantFile(t *testing.T, path string, used time.Duration) {
	t.Helper()
	write(t, path, "")
	age(t, path, used)
}

func age(t *testing.T, path string, used time.Duration) {
	t.Helper()
	then := time.Now().Add(-used)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
}

func expectEntries(t *testing.T, cache string, expected ...string) {
	t.Helper()
	entries, err := os.ReadDir(cache)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if !slices.Equal(names, expected) {
		t.Errorf("the cache has %q, not %q", names, expected)
	}
}
