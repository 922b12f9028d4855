package gitea

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/crypto/ssh"
)

// writeKeys writes the SSH server's host key and the user's key pair, and returns the user's public key.
func (s *Server) writeKeys(sshPort int) (publicKey string, err error) {
	host, err := writeKey(s.path("host_key"))
	if err != nil {
		return "", err
	}
	s.KnownHosts = s.path("known_hosts")
	line := fmt.Sprintf("[127.0.0.1]:%d %s", sshPort, host)
	if err := os.WriteFile(s.KnownHosts, []byte(line), 0o600); err != nil {
		return "", err
	}
	s.SSHKey = s.path("id_ed25519")
	return writeKey(s.SSHKey)
}

func writeKey(file string) (publicKey string, err error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	block, err := ssh.MarshalPrivateKey(private, "testbed")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		return "", err
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		return "", err
	}
	return string(ssh.MarshalAuthorizedKey(key)), nil
}

// createAccounts creates the administrator by Gitea's command line, and by its REST API what an administrator can.
func (s *Server) createAccounts(ctx context.Context, publicKey string) error {
	arguments := s.command("admin", "user", "create", "--admin",
		"--username="+s.Admin.Name, "--password="+s.Admin.Password, "--email="+s.Admin.Name+"@localhost.localdomain",
		"--must-change-password=false")
	create := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	create.Env = s.environment()
	create.Dir = s.directory
	if output, err := create.CombinedOutput(); err != nil {
		return fmt.Errorf("create the administrator: %w\n%s", err, output)
	}
	user := map[string]any{
		"username":             s.User.Name,
		"password":             s.User.Password,
		"email":                s.User.Name + "@localhost.localdomain",
		"must_change_password": false,
	}
	if err := s.call(ctx, http.MethodPost, "/api/v1/admin/users", &s.Admin, user, nil); err != nil {
		return err
	}
	if err := s.createToken(ctx, &s.Admin, "all"); err != nil {
		return err
	}
	if err := s.createToken(ctx, &s.User, "write:repository", "write:issue", "write:user"); err != nil {
		return err
	}
	key := map[string]any{"title": "testbed", "key": strings.TrimSpace(publicKey)}
	return s.call(ctx, http.MethodPost, "/api/v1/user/keys", &s.User, key, nil)
}

func (s *Server) createToken(ctx context.Context, account *Account, scopes ...string) error {
	request := map[string]any{"name": "testbed", "scopes": scopes}
	var answer struct {
		Token string `json:"sha1"`
	}
	err := s.call(ctx, http.MethodPost, "/api/v1/users/"+account.Name+"/tokens", account, request, &answer)
	account.Token = answer.Token
	return err
}

func (s *Server) call(ctx context.Context, method, path string, account *Account, body, result any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, s.URL+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if account != nil {
		request.SetBasicAuth(account.Name, account.Password)
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
		return fmt.Errorf("%s %s answers %s: %s", method, path, response.Status, answer)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(answer, result)
}
