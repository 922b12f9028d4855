package kubernetes

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/pki"
)

// controllersUser is who the controllers are: not the administrator, so that the webhook can tell them from clients.
const controllersUser = "system:kube-controller-manager"

// writeClientFiles writes what a client needs to be the administrator, and the controllers' own kubeconfig.
func (c *Cluster) writeClientFiles() error {
	admin, err := c.authority.IssueClient("testbed-admin", "system:masters")
	if err != nil {
		return err
	}
	if c.Files.ClientCertificate, c.Files.ClientKey, err = c.writePair("admin", admin); err != nil {
		return err
	}
	if c.Files.Kubeconfig, err = c.writeKubeconfig("kubeconfig", admin, "default"); err != nil {
		return err
	}
	if c.Files.ClientKeystore, err = c.writeKeystore(admin); err != nil {
		return err
	}
	c.admin = newClient(c.Server, c.authority, admin)

	c.controllersKubeconfig, err = c.IssueKubeconfig(controllersUser, "default")
	return err
}

// IssueKubeconfig writes a kubeconfig of another user who may do everything.
func (c *Cluster) IssueKubeconfig(user, namespace string) (string, error) {
	pair, err := c.authority.IssueClient(user, "system:masters")
	if err != nil {
		return "", err
	}
	return c.writeKubeconfig(strings.ReplaceAll(user, ":", "-")+".kubeconfig", pair, namespace)
}

func (c *Cluster) writeKubeconfig(name string, user pki.Pair, namespace string) (string, error) {
	content, err := c.kubeconfig(user, namespace)
	if err != nil {
		return "", err
	}
	return c.write(name, content)
}

func (c *Cluster) kubeconfig(user pki.Pair, namespace string) ([]byte, error) {
	key, err := user.KeyPEM()
	if err != nil {
		return nil, err
	}
	encode := base64.StdEncoding.EncodeToString
	return fmt.Appendf(nil, `apiVersion: v1
kind: Config
clusters:
- name: %[1]s
  cluster:
    server: %[2]s
    certificate-authority-data: %[3]s
users:
- name: %[6]s
  user:
    client-certificate-data: %[4]s
    client-key-data: %[5]s
contexts:
- name: %[1]s
  context:
    cluster: %[1]s
    user: %[6]s
    namespace: %[7]s
current-context: %[1]s
`, c.name, c.Server, encode(c.authority.PEM()), encode(user.CertificatePEM()), encode(key),
		user.Certificate.Subject.CommonName, namespace), nil
}
