package main

import (
	"os"
	"path/filepath"
	"syscall"
)

const (
	directoryPrefix = "testbed-"
	lockName        = "lock"
)

// newDirectory makes the directory of one testbed. It is locked as long as this process lives.
func newDirectory() (string, error) {
	directory, err := os.MkdirTemp("", directoryPrefix)
	if err != nil {
		return "", err
	}
	// Never closed: the end of the process, however it ends, is what opens the lock.
	lock, err := os.Create(filepath.Join(directory, "locking"))
	if err != nil {
		return "", err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	heldLock = lock
	// Renamed once it is locked, so that no other start takes the directory for an abandoned one.
	return directory, os.Rename(lock.Name(), filepath.Join(directory, lockName))
}

// heldLock keeps the lock's file from being collected, which would close it.
var heldLock *os.File

// removeAbandoned removes the directories of testbeds that were killed or that failed.
func removeAbandoned() error {
	locks, err := filepath.Glob(filepath.Join(os.TempDir(), directoryPrefix+"*", lockName))
	if err != nil {
		return err
	}
	for _, path := range locks {
		lock, err := os.Open(path)
		if err != nil {
			// Removed in the meantime, or another user's.
			continue
		}
		if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			err = os.RemoveAll(filepath.Dir(path))
		}
		lock.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
