package kubernetes

import (
	"encoding/base64"
	"fmt"

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
	if c.Files.Kubeconfig, err = c.writeKubeconfig("kubeconfig", admin); err != nil {
		return err
	}
	if c.Files.ClientKeystore, err = c.writeKeystore(admin); err != nil {
		return err
	}
	c.admin = newClient(c.Server, c.authority, admin)

	controllers, err := c.authority.IssueClient(controllersUser, "system:masters")
	if err != nil {
		return err
	}
	c.controllersKubeconfig, err = c.writeKubeconfig("controllers.kubeconfig", controllers)
	return err
}

func (c *Cluster) writeKubeconfig(name string, user pki.Pair) (string, error) {
	content, err := c.kubeconfig(user)
	if err != nil {
		return "", err
	}
	return c.write(name, content)
}

func (c *Cluster) kubeconfig(user pki.Pair) ([]byte, error) {
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
current-context: %[1]s
`, c.name, c.Server, encode(c.authority.PEM()), encode(user.CertificatePEM()), encode(key),
		user.Certificate.Subject.CommonName), nil
}
