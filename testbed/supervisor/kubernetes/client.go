package kubernetes

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/pki"
)

// object is a Kubernetes object in JSON's own types.
type object = map[string]any

// client is what the supervisor needs of an API client: a few objects created and read as the administrator.
type client struct {
	server string
	http   *http.Client
}

// statusError is an answer of the API server that is not a success.
type statusError struct {
	code    int
	message string
}

func (e statusError) Error() string { return fmt.Sprintf("%d: %s", e.code, e.message) }

func newClient(server string, authority *pki.Authority, admin pki.Pair) *client {
	roots := x509.NewCertPool()
	roots.AddCert(authority.Certificate())
	return &client{server, &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{admin.TLS()}},
		ForceAttemptHTTP2: true,
	}}}
}

func (c *client) get(ctx context.Context, path string, result any) error {
	return c.do(ctx, http.MethodGet, path, nil, result)
}

func (c *client) post(ctx context.Context, path string, body, result any) error {
	return c.do(ctx, http.MethodPost, path, body, result)
}

func (c *client) do(ctx context.Context, method, path string, body, result any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.server+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return statusError{response.StatusCode, strings.TrimSpace(string(answer))}
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(answer, result)
}
