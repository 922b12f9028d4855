package tools

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/build"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

// StartRegistry starts an empty image registry that speaks HTTP, and returns its address, with which an image's name
// begins.
func StartRegistry(ctx context.Context, directory string, crane build.Built, servers *process.Group) (string, error) {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return "", err
	}
	port, err := process.FreePort()
	if err != nil {
		return "", err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	server, err := servers.Start(process.Spec{
		Name: "registry",
		Log:  filepath.Join(directory, "log", "crane.log"),
		Args: []string{crane.Program("crane"), "registry", "serve", "--address=" + address},
		Env:  []string{"PATH=/usr/bin:/bin", "HOME=" + directory, "TMPDIR=" + directory},
		Dir:  directory,
	})
	if err != nil {
		return "", err
	}
	return address, server.AwaitReady(ctx, func(ctx context.Context) error {
		return process.Probe(ctx, "http://"+address+"/v2/")
	})
}
