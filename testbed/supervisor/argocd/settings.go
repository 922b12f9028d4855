package argocd

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/pki"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

//go:embed settings.yaml
var settings string

// trust makes the authority of the server's certificate and a client that trusts it.
func (s *Server) trust() (err error) {
	if s.authority, err = pki.NewAuthority("argocd-ca"); err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.authority.Certificate())
	s.http = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	s.CACertificate = s.path("ca.crt")
	return os.WriteFile(s.CACertificate, s.authority.PEM(), 0o600)
}

// applySettings installs Argo CD's resource definitions, its default settings and those of the testbed.
func (s *Server) applySettings(ctx context.Context) error {
	own, err := s.renderSettings()
	if err != nil {
		return err
	}
	if err := s.kubectl(ctx, "", "create", "namespace", Namespace); err != nil {
		return err
	}
	manifests := filepath.Join(s.argocd.Assets(), "manifests")
	return process.Parallel(ctx,
		func(ctx context.Context) error {
			definitions := "--kustomize=" + filepath.Join(manifests, "crds")
			if err := s.kubectl(ctx, "", "apply", "--server-side", definitions); err != nil {
				return err
			}
			return s.cluster.AwaitServed(ctx, "argoproj.io/v1alpha1", "applications", "applicationsets", "appprojects")
		},
		func(ctx context.Context) error {
			defaults := "--kustomize=" + filepath.Join(manifests, "base/config")
			if err := s.kubectl(ctx, "", "apply", "--server-side", "--namespace="+Namespace, defaults); err != nil {
				return err
			}
			return s.kubectl(ctx, own, "apply", "--server-side", "--force-conflicts", "--namespace="+Namespace,
				"--field-manager=testbed", "--filename=-")
		})
}

func (s *Server) renderSettings() (string, error) {
	serving, err := s.authority.IssueServer()
	if err != nil {
		return "", err
	}
	key, err := serving.KeyPEM()
	if err != nil {
		return "", err
	}
	password, err := bcrypt.GenerateFromPassword([]byte(s.Password), bcrypt.MinCost)
	if err != nil {
		return "", err
	}
	var rendered strings.Builder
	err = template.Must(template.New("settings.yaml").Parse(settings)).Execute(&rendered, map[string]string{
		"URL":          s.URL,
		"PasswordHash": string(password),
		"PasswordTime": time.Now().UTC().Format(time.RFC3339),
		"SecretKey":    rand.Text(),
		"Certificate":  base64.StdEncoding.EncodeToString(serving.CertificatePEM()),
		"Key":          base64.StdEncoding.EncodeToString(key),
	})
	return rendered.String(), err
}

// createTokens mints the accounts' API tokens as the administrator.
func (s *Server) createTokens(ctx context.Context) error {
	var session struct{ Token string }
	login := map[string]string{"username": s.User, "password": s.Password}
	if err := s.call(ctx, http.MethodPost, s.URL+"/api/v1/session", "", login, &session); err != nil {
		return err
	}
	var err error
	if s.Token, err = s.createToken(ctx, session.Token, "ci"); err != nil {
		return err
	}
	s.ViewerToken, err = s.createToken(ctx, session.Token, "viewer")
	return err
}

func (s *Server) createToken(ctx context.Context, administrator, account string) (string, error) {
	var answer struct{ Token string }
	path := s.URL + "/api/v1/account/" + account + "/token"
	err := s.call(ctx, http.MethodPost, path, administrator, map[string]any{"id": "testbed"}, &answer)
	return answer.Token, err
}

func (s *Server) call(ctx context.Context, method, url, token string, body, result any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := s.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s answers %s: %s", method, url, response.Status, answer)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(answer, result)
}
