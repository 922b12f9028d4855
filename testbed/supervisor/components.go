package main

import (
	"context"
	"maps"
	"slices"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/argocd"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/build"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/gitea"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/kubernetes"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/published"
	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/tools"
)

// component is a part of the testbed that can be asked for by name: servers, or a command-line tool.
type component struct {
	products      []build.Product
	prerequisites []build.Prerequisite
	needs         []string
	start         func(context.Context, *session) (facts, []variable, error)
}

var components = map[string]component{
	"kubernetes": {
		products: []build.Product{kubernetes.Product},
		start:    startKubernetes,
	},
	"argocd": {
		products:      []build.Product{argocd.Product},
		prerequisites: []build.Prerequisite{build.Git, build.Redis},
		needs:         []string{"kubernetes"},
		start:         startArgoCD,
	},
	"gitea": {
		products:      []build.Product{gitea.Product},
		prerequisites: []build.Prerequisite{build.Git},
		start:         startGitea,
	},
	"second-cluster": {
		products: []build.Product{kubernetes.Product},
		start:    startSecondCluster,
	},
	"registry": {
		products: []build.Product{tools.Crane},
		start:    startRegistry,
	},
	"crane":     tool(tools.Crane),
	"helm":      tool(tools.Helm),
	"kustomize": tool(tools.Kustomize),
	"tofu":      tool(tools.Tofu),
	"published": {
		products: []build.Product{published.Product},
		start:    offerPublished,
	},
}

// groups are names for several components.
var groups = map[string][]string{
	"tools": {"crane", "helm", "kustomize", "tofu"},
}

var defaultComponents = []string{"kubernetes", "gitea", "argocd"}

func componentNames() []string { return slices.Sorted(maps.Keys(components)) }

func products() []build.Product {
	var all []build.Product
	for _, component := range components {
		all = append(all, component.products...)
	}
	return all
}

// tool is a component in which nothing runs: it is ready when it is on the PATH.
func tool(product build.Product) component {
	return component{
		products: []build.Product{product},
		start: func(_ context.Context, s *session) (facts, []variable, error) {
			program := s.built[product.Name].Program(product.Name)
			return facts{"program": program}, nil, s.linkProgram(product, product.Name)
		},
	}
}

// offerPublished runs nothing: it is ready when the files are there.
func offerPublished(_ context.Context, s *session) (facts, []variable, error) {
	directory := s.built[published.Product.Name].Assets()
	return facts{"directory": directory}, []variable{{"TESTBED_PUBLISHED", directory}}, nil
}

func startRegistry(ctx context.Context, s *session) (facts, []variable, error) {
	address, err := tools.StartRegistry(ctx, s.path("registry"), s.built[tools.Crane.Name], s.servers)
	return facts{"server": address}, []variable{{"TESTBED_REGISTRY", address}}, err
}

func startKubernetes(ctx context.Context, s *session) (facts, []variable, error) {
	cluster, err := s.startCluster(ctx, "kubernetes")
	if err != nil {
		return nil, nil, err
	}
	s.cluster = cluster
	if err := s.linkProgram(kubernetes.Product, "kubectl"); err != nil {
		return nil, nil, err
	}
	return s.clusterFacts(cluster), []variable{
		{"KUBECONFIG", cluster.Files.Kubeconfig},
		{"TESTBED_KUBERNETES_URL", cluster.Server},
		{"TESTBED_KUBERNETES_CA", cluster.Files.CACertificate},
		{"TESTBED_ADMIN_TOKEN", cluster.Users.AdminToken},
		{"TESTBED_LIMITED_TOKEN", cluster.Users.LimitedToken},
		{"TESTBED_EXPIRED_TOKEN", cluster.Users.ExpiredToken},
		{"TESTBED_CLIENT_CERTIFICATE", cluster.Files.ClientCertificate},
		{"TESTBED_CLIENT_KEY", cluster.Files.ClientKey},
		{"TESTBED_CLIENT_KEYSTORE", cluster.Files.ClientKeystore},
		{"TESTBED_CLIENT_KEYSTORE_PASSWORD", kubernetes.KeystorePassword},
	}, nil
}

func startSecondCluster(ctx context.Context, s *session) (facts, []variable, error) {
	cluster, err := s.startCluster(ctx, "second-cluster")
	if err != nil {
		return nil, nil, err
	}
	return s.clusterFacts(cluster), []variable{{"TESTBED_SECOND_KUBECONFIG", cluster.Files.Kubeconfig}}, nil
}

func (s *session) startCluster(ctx context.Context, name string) (*kubernetes.Cluster, error) {
	return kubernetes.Start(ctx, name, s.path(name), s.built[kubernetes.Product.Name], s.servers)
}

func (s *session) clusterFacts(cluster *kubernetes.Cluster) facts {
	return facts{
		"kubectl":                s.built[kubernetes.Product.Name].Program("kubectl"),
		"server":                 cluster.Server,
		"kubeconfig":             cluster.Files.Kubeconfig,
		"caCertificate":          cluster.Files.CACertificate,
		"adminToken":             cluster.Users.AdminToken,
		"limitedToken":           cluster.Users.LimitedToken,
		"limitedNamespace":       kubernetes.LimitedNamespace,
		"expiredToken":           cluster.Users.ExpiredToken,
		"clientCertificate":      cluster.Files.ClientCertificate,
		"clientKey":              cluster.Files.ClientKey,
		"clientKeystore":         cluster.Files.ClientKeystore,
		"clientKeystorePassword": kubernetes.KeystorePassword,
	}
}

func startGitea(ctx context.Context, s *session) (facts, []variable, error) {
	server, err := gitea.Start(ctx, s.path("gitea"), s.built[gitea.Product.Name], s.servers)
	if err != nil {
		return nil, nil, err
	}
	announced := facts{
		"server":        server.URL,
		"httpsServer":   server.HTTPSURL,
		"caCertificate": server.CACertificate,
		"sshServer":     server.SSHURL,
		"sshKey":        server.SSHKey,
		"knownHosts":    server.KnownHosts,
		"user":          server.User.Name,
		"password":      server.User.Password,
		"token":         server.User.Token,
		"adminUser":     server.Admin.Name,
		"adminPassword": server.Admin.Password,
		"adminToken":    server.Admin.Token,
	}
	return announced, []variable{
		{"TESTBED_GITEA_URL", server.URL},
		{"TESTBED_GITEA_HTTPS_URL", server.HTTPSURL},
		{"TESTBED_GITEA_CA", server.CACertificate},
		{"TESTBED_GITEA_USER", server.User.Name},
		{"TESTBED_GITEA_PASSWORD", server.User.Password},
		{"TESTBED_GITEA_TOKEN", server.User.Token},
		{"TESTBED_GITEA_ADMIN_USER", server.Admin.Name},
		{"TESTBED_GITEA_ADMIN_PASSWORD", server.Admin.Password},
		{"TESTBED_GITEA_ADMIN_TOKEN", server.Admin.Token},
		{"TESTBED_GITEA_SSH_URL", server.SSHURL},
		{"TESTBED_GITEA_SSH_KEY", server.SSHKey},
		{"TESTBED_GITEA_KNOWN_HOSTS", server.KnownHosts},
	}, nil
}

func startArgoCD(ctx context.Context, s *session) (facts, []variable, error) {
	redis, err := build.Redis.Find()
	if err != nil {
		return nil, nil, err
	}
	server, err := argocd.Start(ctx, s.path("argocd"), s.built[argocd.Product.Name], redis, s.cluster, s.servers)
	if err != nil {
		return nil, nil, err
	}
	if err := s.linkProgram(argocd.Product, "argocd"); err != nil {
		return nil, nil, err
	}
	announced := facts{
		"server":        server.URL,
		"argocd":        s.built[argocd.Product.Name].Program("argocd"),
		"caCertificate": server.CACertificate,
		"namespace":     argocd.Namespace,
		"user":          server.User,
		"password":      server.Password,
		"token":         server.Token,
		"viewerToken":   server.ViewerToken,
	}
	return announced, []variable{
		{"TESTBED_ARGOCD_URL", server.URL},
		{"TESTBED_ARGOCD_CA", server.CACertificate},
		{"TESTBED_ARGOCD_USER", server.User},
		{"TESTBED_ARGOCD_PASSWORD", server.Password},
		{"TESTBED_ARGOCD_TOKEN", server.Token},
		{"TESTBED_ARGOCD_VIEWER_TOKEN", server.ViewerToken},
	}, nil
}
