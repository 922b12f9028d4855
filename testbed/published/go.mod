module github.com/jenkinsci/deployment-steps-plugin/testbed/published

go 1.26.0

require (
	github.com/argoproj/argo-cd/v3 v3.2.11
	github.com/fluxcd/flux2/v2 v2.9.5
	github.com/fluxcd/helm-controller v1.6.4
	github.com/fluxcd/kustomize-controller v1.9.5
	github.com/fluxcd/source-controller v1.9.5
)
