// Package kubernetes runs a control plane of real servers, with nodes that kwok plays.
package kubernetes

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/build"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/pki"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

// Version is the release of Kubernetes that testbed/kubernetes/go.mod pins.
const Version = "v1.36.1"

// Product is how the control plane is built.
var Product = build.Product{
	Name:     "kubernetes",
	Programs: []string{"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok", "kubectl"},
	LDFlags: []string{
		// Without them kubectl version and clients that compare versions fail.
		"-X k8s.io/component-base/version.gitVersion=" + Version,
		"-X k8s.io/component-base/version.gitMajor=1",
		"-X k8s.io/component-base/version.gitMinor=36",
	},
}

// Cluster is one running cluster.
type Cluster struct {
	// Server is the API server's URL.
	Server string
	Files  Files
	Users  Users

	name      string
	directory string
	programs  build.Built
	servers   *process.Group

	authority *pki.Authority
	tokenKey  *ecdsa.PrivateKey
	admin     *client
	etcd      string

	controllersKubeconfig string
}

// Files are the paths of what clients read.
type Files struct {
	CACertificate     string
	Kubeconfig        string
	ClientCertificate string
	ClientKey         string
	ClientKeystore    string
}

// Start starts a cluster and returns when pods can be created in it and become ready.
func Start(
	ctx context.Context, name, directory string, programs build.Built, servers *process.Group,
) (*Cluster, error) {
	c := &Cluster{name: name, directory: directory, programs: programs, servers: servers}
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	if err := c.issueCertificates(); err != nil {
		return nil, err
	}
	if err := c.startEtcd(ctx); err != nil {
		return nil, err
	}
	if err := c.startAPIServer(ctx); err != nil {
		return nil, err
	}
	if err := c.startControllers(ctx); err != nil {
		return nil, err
	}
	return c, process.Parallel(ctx, c.startWebhook, c.createNodes, c.createUsers, c.awaitControllers)
}

// Kubectl returns the path of the client.
func (c *Cluster) Kubectl() string { return c.programs.Program("kubectl") }

// AwaitServed waits until the API server serves resources that were defined a moment ago.
func (c *Cluster) AwaitServed(ctx context.Context, groupVersion string, resources ...string) error {
	for _, resource := range resources {
		err := process.Await(ctx, nil, func(ctx context.Context) error {
			return c.admin.get(ctx, "/apis/"+groupVersion+"/"+resource, nil)
		})
		if err != nil {
			return fmt.Errorf("%s of %s are not served: %w", resource, groupVersion, err)
		}
	}
	return nil
}

func (c *Cluster) path(name string) string { return filepath.Join(c.directory, name) }

func (c *Cluster) write(name string, content []byte) (string, error) {
	return c.path(name), os.WriteFile(c.path(name), content, 0o600)
}

func (c *Cluster) start(program string, arguments ...string) (*process.Server, error) {
	return c.servers.Start(process.Spec{
		Name: c.name + "'s " + program,
		Log:  c.path("log/" + program + ".log"),
		Args: append([]string{c.programs.Program(program)}, arguments...),
		Env:  []string{"PATH=/usr/bin:/bin", "HOME=" + c.directory, "TMPDIR=" + c.directory},
		Dir:  c.directory,
	})
}

func (c *Cluster) startEtcd(ctx context.Context) error {
	clientPort, err := process.FreePort()
	if err != nil {
		return err
	}
	peerPort, err := process.FreePort()
	if err != nil {
		return err
	}
	c.etcd = fmt.Sprintf("http://127.0.0.1:%d", clientPort)
	peer := fmt.Sprintf("http://127.0.0.1:%d", peerPort)
	server, err := c.start("etcd",
		"--name=testbed", "--data-dir="+c.path("etcd"),
		"--listen-client-urls="+c.etcd, "--advertise-client-urls="+c.etcd,
		"--listen-peer-urls="+peer, "--initial-advertise-peer-urls="+peer, "--initial-cluster=testbed="+peer,
		// Nothing here outlives the process.
		"--unsafe-no-fsync",
		"--log-level=warn")
	if err != nil {
		return err
	}
	return server.AwaitReady(ctx, func(ctx context.Context) error { return process.Probe(ctx, c.etcd+"/health") })
}

func (c *Cluster) startAPIServer(ctx context.Context) error {
	port, err := process.FreePort()
	if err != nil {
		return err
	}
	c.Server = fmt.Sprintf("https://127.0.0.1:%d", port)
	if err := c.writeClientFiles(); err != nil {
		return err
	}
	server, err := c.start("kube-apiserver",
		"--etcd-servers="+c.etcd,
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", port),
		// Else it looks for the address of a default route, which a machine without a network has not.
		"--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none",
		"--tls-cert-file="+c.path("apiserver.crt"), "--tls-private-key-file="+c.path("apiserver.key"),
		"--client-ca-file="+c.path("ca.crt"),
		"--authorization-mode=RBAC",
		"--service-account-issuer="+issuer,
		"--service-account-key-file="+c.path("tokens.key"),
		"--service-account-signing-key-file="+c.path("tokens.key"),
		"--service-cluster-ip-range=10.96.0.0/16",
		"--allow-privileged=true",
		"--kubelet-preferred-address-types=InternalIP",
		"--profiling=false")
	if err != nil {
		return err
	}
	return server.AwaitReady(ctx, func(ctx context.Context) error { return c.admin.get(ctx, "/readyz", nil) })
}

func (c *Cluster) issueCertificates() (err error) {
	if c.authority, err = pki.NewAuthority(c.name + "-ca"); err != nil {
		return err
	}
	if c.tokenKey, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return err
	}
	tokenKey, err := pki.KeyPEM(c.tokenKey)
	if err != nil {
		return err
	}
	if _, err := c.write("tokens.key", tokenKey); err != nil {
		return err
	}
	if c.Files.CACertificate, err = c.write("ca.crt", c.authority.PEM()); err != nil {
		return err
	}
	serving, err := c.authority.IssueServer("kubernetes", "kubernetes.default", "kubernetes.default.svc")
	if err != nil {
		return err
	}
	_, _, err = c.writePair("apiserver", serving)
	return err
}

func (c *Cluster) writePair(name string, pair pki.Pair) (certificate, key string, err error) {
	content, err := pair.KeyPEM()
	if err != nil {
		return "", "", err
	}
	if key, err = c.write(name+".key", content); err != nil {
		return "", "", err
	}
	certificate, err = c.write(name+".crt", pair.CertificatePEM())
	return certificate, key, err
}
