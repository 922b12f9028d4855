// Package tools has the command-line tools of the testbed: programs that its users call.
package tools

import "github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/build"

// Each of them says by itself which release it is only when it is told so at the link.
var (
	// Crane reads and writes images in registries, and can be a registry.
	Crane = build.Product{
		Name:     "crane",
		Programs: []string{"crane"},
		Package:  "github.com/google/go-containerregistry/cmd/crane",
		LDFlags:  []string{"-X github.com/google/go-containerregistry/cmd/crane/cmd.Version=0.22.1"},
	}
	// Helm renders and releases charts.
	Helm = build.Product{
		Name:     "helm",
		Programs: []string{"helm"},
		Package:  "helm.sh/helm/v3/cmd/helm",
		LDFlags:  []string{"-X helm.sh/helm/v3/internal/version.version=v3.22.0"},
	}
	// Kustomize renders overlays.
	Kustomize = build.Product{
		Name:     "kustomize",
		Programs: []string{"kustomize"},
		Package:  "sigs.k8s.io/kustomize/kustomize/v5",
		LDFlags:  []string{"-X sigs.k8s.io/kustomize/api/provenance.version=v5.8.2"},
	}
	// Tofu is OpenTofu, which makes infrastructure and tells what it made as outputs.
	Tofu = build.Product{
		Name:     "tofu",
		Programs: []string{"tofu"},
		Package:  "github.com/opentofu/opentofu/cmd/tofu",
		LDFlags:  []string{"-X github.com/opentofu/opentofu/version.dev=no"},
	}
)
