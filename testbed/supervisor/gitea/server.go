// Package gitea runs a real Git host with pull requests.
package gitea

import (
	"context"
	"crypto/tls"
	_ "embed"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"text/template"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/build"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/pki"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

// Version is the release of Gitea that testbed/gitea/go.mod pins.
const Version = "1.26.0"

// Product is how Gitea is built.
var Product = build.Product{
	Name:     "gitea",
	Programs: []string{"gitea"},
	Package:  "code.gitea.io/gitea",
	LDFlags:  []string{"-X main.Version=" + Version},
	Tags:     "sqlite,sqlite_unlock_notify",
	Cgo:      true,
	Assets:   []string{"code.gitea.io/gitea//templates", "code.gitea.io/gitea//options", "code.gitea.io/gitea//public"},
}

// Server is a running Gitea.
type Server struct {
	// URL is the server over HTTP, HTTPSURL the same server over HTTPS.
	URL      string
	HTTPSURL string
	// CACertificate is the file with the authority of HTTPSURL.
	CACertificate string
	// SSHURL is the server over SSH, without a repository.
	SSHURL string
	// SSHKey is the file with the private key that logs the user in.
	SSHKey string
	// KnownHosts is the file with the SSH server's host key.
	KnownHosts string
	Admin      Account
	User       Account

	directory string
	gitea     build.Built
	http      *http.Client
}

// Account is a user of Gitea.
type Account struct {
	Name     string
	Password string
	Token    string
}

//go:embed app.ini
var settings string

// Start starts Gitea with its users and returns when it serves.
func Start(ctx context.Context, directory string, gitea build.Built, servers *process.Group) (*Server, error) {
	s := &Server{
		directory: directory,
		gitea:     gitea,
		http:      http.DefaultClient,
		Admin:     Account{Name: "gitea-admin", Password: "admin-password"},
		User:      Account{Name: "deployer", Password: "deployer-password"},
	}
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	port, err := process.FreePort()
	if err != nil {
		return nil, err
	}
	sshPort, err := process.FreePort()
	if err != nil {
		return nil, err
	}
	s.URL = fmt.Sprintf("http://127.0.0.1:%d", port)
	s.SSHURL = fmt.Sprintf("ssh://git@127.0.0.1:%d", sshPort)
	publicKey, err := s.writeKeys(sshPort)
	if err != nil {
		return nil, err
	}
	if err := s.writeSettings(port, sshPort); err != nil {
		return nil, err
	}

	server, err := servers.Start(process.Spec{
		Name: "gitea",
		Log:  s.path("log/gitea.log"),
		Args: s.command("web"),
		Env:  s.environment(),
		Dir:  directory,
	})
	if err != nil {
		return nil, err
	}
	err = server.AwaitReady(ctx, func(ctx context.Context) error {
		return s.call(ctx, http.MethodGet, "/api/healthz", nil, nil, nil)
	})
	if err != nil {
		return nil, err
	}
	if err := s.createAccounts(ctx, publicKey); err != nil {
		return nil, server.Failed(err)
	}
	return s, s.serveTLS()
}

func (s *Server) path(name string) string { return filepath.Join(s.directory, name) }

func (s *Server) command(arguments ...string) []string {
	return append([]string{s.gitea.Program("gitea"), "--config=" + s.path("app.ini")}, arguments...)
}

func (s *Server) environment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.directory, "TMPDIR=" + s.directory, "GIT_CONFIG_NOSYSTEM=1",
	}
}

func (s *Server) writeSettings(port, sshPort int) error {
	account, err := user.Current()
	if err != nil {
		return err
	}
	file, err := os.Create(s.path("app.ini"))
	if err != nil {
		return err
	}
	defer file.Close()
	return template.Must(template.New("app.ini").Parse(settings)).Execute(file, map[string]any{
		"RunUser":   account.Username,
		"Directory": s.directory,
		"Assets":    s.gitea.Assets(),
		"Port":      port,
		"URL":       s.URL,
		"SSHPort":   sshPort,
		"HostKey":   s.path("host_key"),
	})
}

// serveTLS serves the same host over HTTPS from the supervisor: Gitea itself serves either.
func (s *Server) serveTLS() error {
	authority, err := pki.NewAuthority("gitea-ca")
	if err != nil {
		return err
	}
	s.CACertificate = s.path("ca.crt")
	if err := os.WriteFile(s.CACertificate, authority.PEM(), 0o600); err != nil {
		return err
	}
	pair, err := authority.IssueServer()
	if err != nil {
		return err
	}
	target, err := url.Parse(s.URL)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.HTTPSURL = "https://" + listener.Addr().String()
	server := &http.Server{
		Handler: &httputil.ReverseProxy{
			Rewrite: func(request *httputil.ProxyRequest) {
				request.SetURL(target)
				request.SetXForwarded()
				request.Out.Host = request.In.Host
			},
			// Git's answers are streams.
			FlushInterval: -1,
		},
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair.TLS()}},
	}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	return nil
}
