package kubernetes

import (
	"crypto/x509"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/pki"
)

// KeystorePassword protects the administrator's keystore.
const KeystorePassword = "testbed"

// writeKeystore writes the pair as the PKCS#12 file that Jenkins' certificate credentials are made of.
func (c *Cluster) writeKeystore(user pki.Pair) (string, error) {
	content, err := pkcs12.Modern.Encode(
		user.Key, user.Certificate, []*x509.Certificate{c.authority.Certificate()}, KeystorePassword)
	if err != nil {
		return "", err
	}
	return c.write("admin.p12", content)
}
