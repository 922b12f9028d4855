// Package argocd runs a real Argo CD that deploys to the testbed's cluster.
package argocd

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/build"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/kubernetes"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/pki"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

const (
	// Version is the release of Argo CD that testbed/argocd/go.mod pins.
	Version = "3.2.11"
	// Namespace holds Argo CD's settings and applications.
	Namespace = "argocd"

	module  = "github.com/argoproj/argo-cd/v3"
	address = "127.0.0.1"
)

// Product is how Argo CD is built: its servers and its client are one binary.
var Product = build.Product{
	Name:     "argocd",
	Programs: []string{"argocd", "argocd-server", "argocd-repo-server", "argocd-application-controller"},
	Package:  module + "/cmd",
	LDFlags: []string{
		// Without all three it calls itself a development build.
		"-X " + module + "/common.gitTag=v" + Version,
		"-X " + module + "/common.gitCommit=v" + Version,
		"-X " + module + "/common.gitTreeState=clean",
	},
	Assets: []string{
		module + "//manifests/crds", module + "//manifests/base/config", module + "//hack/git-verify-wrapper.sh",
	},
}

// Server is a running Argo CD.
type Server struct {
	URL           string
	CACertificate string
	User          string
	Password      string
	// Token is of an account that may do everything, ViewerToken of one that may only read.
	Token       string
	ViewerToken string

	directory string
	argocd    build.Built
	cluster   *kubernetes.Cluster
	servers   *process.Group

	authority  *pki.Authority
	kubeconfig string
	http       *http.Client
}

// Start starts Argo CD and returns when it can sync an application.
func Start(ctx context.Context, directory string, argocd build.Built, redis string, cluster *kubernetes.Cluster,
	servers *process.Group) (*Server, error) {
	s := &Server{
		User:      "admin",
		Password:  "argocd-password",
		directory: directory,
		argocd:    argocd,
		cluster:   cluster,
		servers:   servers,
	}
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	port, err := process.FreePort()
	if err != nil {
		return nil, err
	}
	s.URL = fmt.Sprintf("https://%s:%d", address, port)
	if err := s.trust(); err != nil {
		return nil, err
	}
	if s.kubeconfig, err = cluster.IssueKubeconfig("argocd", Namespace); err != nil {
		return nil, err
	}
	if err := s.startServers(ctx, port, redis); err != nil {
		return nil, err
	}
	return s, s.createTokens(ctx)
}

func (s *Server) path(name string) string { return filepath.Join(s.directory, name) }

func (s *Server) startServers(ctx context.Context, port int, redis string) error {
	redisPort, err := process.FreePort()
	if err != nil {
		return err
	}
	repoPort, err := process.FreePort()
	if err != nil {
		return err
	}
	redisAddress := fmt.Sprintf("--redis=%s:%d", address, redisPort)
	repoServer := fmt.Sprintf("--repo-server=%s:%d", address, repoPort)

	if err := s.startRedis(redis, redisPort); err != nil {
		return err
	}
	return process.Parallel(ctx,
		func(ctx context.Context) error {
			return s.start(ctx, "argocd-repo-server", redisAddress,
				"--metrics-address="+address, "--address="+address, fmt.Sprintf("--port=%d", repoPort))
		},
		func(ctx context.Context) error {
			if err := s.applySettings(ctx); err != nil {
				return err
			}
			return s.startClusterServers(ctx, port, redisAddress, repoServer)
		})
}

// startClusterServers starts the servers that read their settings from the cluster.
func (s *Server) startClusterServers(ctx context.Context, port int, arguments ...string) error {
	arguments = append(arguments, "--kubeconfig="+s.kubeconfig, "--namespace="+Namespace,
		// A project says from which of them it takes applications; the default one takes none.
		"--application-namespaces=*")
	return process.Parallel(ctx,
		func(ctx context.Context) error {
			return s.start(ctx, "argocd-server", slices.Concat(arguments, []string{
				"--metrics-address=" + address, "--address=" + address, fmt.Sprintf("--port=%d", port)})...)
		},
		func(ctx context.Context) error {
			// Its metrics listen on all addresses: the one port here for which there is no setting.
			return s.start(ctx, "argocd-application-controller", arguments...)
		})
}

// startRedis starts the cache, which keeps nothing. Debian has the whole server under the name redis-check-rdb too, in
// a package that starts no service: what it is called by decides what it does.
func (s *Server) startRedis(redis string, port int) error {
	program := s.path("redis-server")
	if err := os.Symlink(redis, program); err != nil {
		return err
	}
	_, err := s.servers.Start(process.Spec{
		Name: "redis-server",
		Log:  s.path("log/redis-server.log"),
		Args: []string{program, "--bind", address, "--port", fmt.Sprint(port), "--save", "", "--appendonly", "no"},
		Env:  s.environment(),
		Dir:  s.directory,
	})
	return err
}

// start starts one of Argo CD's servers and waits until its health check, which is beside its metrics, succeeds.
func (s *Server) start(ctx context.Context, program string, arguments ...string) error {
	metricsPort, err := process.FreePort()
	if err != nil {
		return err
	}
	server, err := s.servers.Start(process.Spec{
		Name: program,
		Log:  s.path("log/" + program + ".log"),
		Args: slices.Concat([]string{s.argocd.Program(program)}, arguments, []string{
			fmt.Sprintf("--metrics-port=%d", metricsPort), "--logformat=text"}),
		Env: s.environment(),
		Dir: s.directory,
	})
	if err != nil {
		return err
	}
	health := fmt.Sprintf("http://%s:%d/healthz", address, metricsPort)
	if program == "argocd-server" {
		health = s.URL + "/healthz"
	}
	return server.AwaitReady(ctx, func(ctx context.Context) error {
		return s.call(ctx, http.MethodGet, health, "", nil, nil)
	})
}

func (s *Server) environment() []string {
	path := strings.Join([]string{
		filepath.Dir(s.argocd.Program("argocd")), filepath.Join(s.argocd.Assets(), "hack"), os.Getenv("PATH"),
	}, ":")
	return []string{
		"PATH=" + path,
		"HOME=" + s.directory,
		"TMPDIR=" + s.directory,
		"GIT_CONFIG_NOSYSTEM=1",
		"KUBECONFIG=" + s.kubeconfig,
		// https://kubernetes.default.svc is the cluster of KUBECONFIG.
		"ARGOCD_FAKE_IN_CLUSTER=true",
		// It would start an agent that outlives its server.
		"ARGOCD_GPG_ENABLED=false",
		"ARGOCD_TLS_DATA_PATH=" + s.path("tls"),
		"ARGOCD_SSH_DATA_PATH=" + s.path("ssh"),
		"ARGOCD_PLUGINSOCKFILEPATH=" + s.path("plugins"),
		// Its default is one file for the whole machine.
		"ARGOCD_ASK_PASS_SOCK=" + s.path("ask-pass.sock"),
	}
}

// kubectl runs kubectl as Argo CD's own user.
func (s *Server) kubectl(ctx context.Context, input string, arguments ...string) error {
	line := append([]string{"--kubeconfig=" + s.kubeconfig}, arguments...)
	command := exec.CommandContext(ctx, s.cluster.Kubectl(), line...)
	command.Env = s.environment()
	command.Stdin = strings.NewReader(input)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("kubectl %s: %w\n%s", strings.Join(arguments, " "), err, output)
	}
	return nil
}
