package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

func TestTheCommandItselfMayBeAProgramOfTheTestbed(t *testing.T) {
	directory := t.TempDir()
	if err := os.Mkdir(filepath.Join(directory, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	program := "#!/bin/sh\n[ \"$TESTBED_DIRECTORY\" = '" + directory + "' ] && exit 7\n"
	if err := os.WriteFile(filepath.Join(directory, "bin", "only-here"), []byte(program), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", os.Getenv("PATH"))
	t.Setenv("TESTBED_DIRECTORY", "")

	code, err := runCommand(
		context.Background(), []string{"only-here"}, &session{directory: directory, servers: process.NewGroup()})

	if code != 7 || err != nil {
		t.Errorf("it ended with %d: %v", code, err)
	}
}

func TestAGroupStandsForItsComponents(t *testing.T) {
	names, err := parseComponents("gitea,tools")

	if err != nil || len(names) != 5 || names[0] != "gitea" {
		t.Errorf("%q, %v", names, err)
	}
	for _, name := range names {
		if _, known := components[name]; !known {
			t.Errorf("%q is no component", name)
		}
	}
}
