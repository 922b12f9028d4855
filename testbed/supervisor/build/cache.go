package build

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// An entry of the cache is a product's directory, or the supervisor's program, named after the hash of all that makes
// it. Who uses an entry holds a shared lock on it, who makes or removes it an exclusive one; the time of the lock's file
// is that of the last use. A directory's lock is the file beside it, a program is its own.
var entryName = regexp.MustCompile(`^[a-z]+-[0-9a-f]{16}$`)

// leftover is what a build or a removal left that was killed.
var leftover = regexp.MustCompile(`^[a-z]+-[0-9a-f]{16}\.(building|removing)$`)

const (
	lockSuffix     = ".lock"
	buildingSuffix = ".building"
	removingSuffix = ".removing"
)

// Use keeps the program that runs from being removed, until this process ends.
func Use(program string) (*os.File, error) { return lock(program, syscall.LOCK_SH, func() {}) }

// RemoveUnused removes the entries that nobody has used for the given time, but not those of the given products as they
// are now. It says what it removes.
func (b Builder) RemoveUnused(unused time.Duration, current ...Product) error {
	var keep []string
	for _, product := range current {
		directory, err := b.directory(product)
		if err != nil {
			return err
		}
		keep = append(keep, filepath.Base(directory))
	}
	entries, err := os.ReadDir(b.Cache)
	if err != nil {
		return err
	}
	var failures error
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case slices.Contains(keep, name):
		case entryName.MatchString(name):
			failures = errors.Join(failures, b.removeUnused(name, entry.IsDir(), unused))
		case leftover.MatchString(name):
			failures = errors.Join(failures, b.removeLeftover(name))
		}
	}
	return failures
}

func (b Builder) removeUnused(name string, isDirectory bool, unused time.Duration) error {
	path := filepath.Join(b.Cache, name)
	lockPath := path
	if isDirectory {
		lockPath += lockSuffix
	}
	file, err := tryLock(lockPath)
	if file == nil {
		return err
	}
	defer file.Close()
	used, err := file.Stat()
	if err != nil {
		return err
	}
	idle := time.Since(used.ModTime())
	if idle < unused {
		return nil
	}
	size := diskUsage(path)
	// Half a directory must never look like a whole one.
	if err := os.Rename(path, path+removingSuffix); err != nil {
		return err
	}
	if err := os.RemoveAll(path + removingSuffix); err != nil {
		return err
	}
	b.Progress("removed %s (%d MB) from %s: not used for %s", name, size>>20, b.Cache, idle.Round(time.Second))
	if isDirectory {
		return os.Remove(lockPath)
	}
	return nil
}

func (b Builder) removeLeftover(name string) error {
	path := filepath.Join(b.Cache, name)
	entry := strings.TrimSuffix(path, filepath.Ext(path))
	file, err := tryLock(entry + lockSuffix)
	if file == nil {
		return err
	}
	defer file.Close()
	if err := os.RemoveAll(path); err != nil || exists(entry) {
		return err
	}
	return os.Remove(file.Name())
}

// tryLock returns nil where somebody holds the lock.
func tryLock(path string) (*os.File, error) {
	file, err := lock(path, syscall.LOCK_EX|syscall.LOCK_NB, func() {})
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, fs.ErrPermission) {
		return nil, nil
	}
	return file, err
}

// lock locks a file and calls waiting before it waits for somebody else. It creates the lock of a directory.
func lock(path string, how int, waiting func()) (*os.File, error) {
	mode := os.O_RDONLY
	if filepath.Ext(path) == lockSuffix {
		mode |= os.O_CREATE
	}
	for {
		file, err := os.OpenFile(path, mode, 0o644)
		if err != nil {
			return nil, err
		}
		err = syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
		if errors.Is(err, syscall.EWOULDBLOCK) && how&syscall.LOCK_NB == 0 {
			waiting()
			err = syscall.Flock(int(file.Fd()), how)
		}
		if err != nil {
			file.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		// Who removed the entry in the meantime has removed the file, too.
		if isStill(path, file) {
			return file, nil
		}
		file.Close()
	}
}

func isStill(path string, file *os.File) bool {
	locked, err := file.Stat()
	if err != nil {
		return false
	}
	now, err := os.Stat(path)
	return err == nil && os.SameFile(locked, now)
}

// touch notes a use. It may fail: somebody else's cache can be used, but not written.
func touch(path string) {
	now := time.Now()
	_ = os.Chtimes(path, now, now)
}

func diskUsage(path string) (bytes int64) {
	_ = filepath.WalkDir(path, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
		return nil
	})
	return bytes
}
