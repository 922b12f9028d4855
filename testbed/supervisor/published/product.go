// Package published has manifests as other projects publish them.
package published

import "github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/build"

// Product is what a team installs to be deployed to by pull: Argo CD's manifests are whole files, those of Flux are what
// its own kustomization brings together from the releases of its controllers.
var Product = build.Product{
	Name: "published",
	Assets: []string{
		"argocd=github.com/argoproj/argo-cd/v3//manifests/install.yaml",
		"flux=github.com/fluxcd/flux2/v2//manifests/rbac",
		"flux=github.com/fluxcd/flux2/v2//manifests/policies",
		"source-controller=github.com/fluxcd/source-controller//config/crd",
		"source-controller=github.com/fluxcd/source-controller//config/manager",
		"kustomize-controller=github.com/fluxcd/kustomize-controller//config/crd",
		"kustomize-controller=github.com/fluxcd/kustomize-controller//config/manager",
		"helm-controller=github.com/fluxcd/helm-controller//config/crd",
		"helm-controller=github.com/fluxcd/helm-controller//config/manager",
	},
}
