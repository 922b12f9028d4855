package kubernetes

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strings"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

//go:embed stages.yaml
var podStages []byte

var nodeNames = []string{"node-1", "node-2"}

// startControllers starts what acts on the API server: all at once, for none of them needs another.
func (c *Cluster) startControllers(context.Context) error {
	kubeconfig := "--kubeconfig=" + c.controllersKubeconfig
	_, err := c.start("kube-controller-manager", kubeconfig,
		"--leader-elect=false", "--secure-port=0",
		"--service-account-private-key-file="+c.path("tokens.key"), "--root-ca-file="+c.path("ca.crt"),
		"--horizontal-pod-autoscaler-sync-period=2s",
		// The defaults spare a busy API server; here they would only make tests wait.
		"--kube-api-qps=500", "--kube-api-burst=1000")
	if err != nil {
		return err
	}
	_, err = c.start("kube-scheduler", kubeconfig,
		"--leader-elect=false", "--secure-port=0", "--kube-api-qps=500", "--kube-api-burst=1000")
	if err != nil {
		return err
	}
	return c.startKwok(kubeconfig)
}

func (c *Cluster) startKwok(kubeconfig string) error {
	nodeStages, err := exec.Command(c.programs.Program(Product.Name), "kwok-node-stages").Output()
	if err != nil {
		return fmt.Errorf("kwok's node stages: %w", err)
	}
	configuration, err := c.write("kwok.yaml", slices.Concat(nodeStages, []byte("\n---\n"), podStages))
	if err != nil {
		return err
	}
	kubelet, err := c.startKubelet()
	if err != nil {
		return err
	}
	port, err := process.FreePort()
	if err != nil {
		return err
	}
	_, err = c.start("kwok", kubeconfig,
		"--config="+configuration,
		"--manage-all-nodes=true",
		"--node-lease-duration-seconds=40",
		"--node-ip=127.0.0.1", fmt.Sprintf("--node-port=%d", kubelet),
		fmt.Sprintf("--server-address=127.0.0.1:%d", port),
		"--tls-cert-file="+c.path("apiserver.crt"), "--tls-private-key-file="+c.path("apiserver.key"),
		"--cidr=10.244.0.1/16")
	return err
}

func (c *Cluster) createNodes(ctx context.Context) error {
	for _, name := range nodeNames {
		node := object{
			"apiVersion": "v1", "kind": "Node",
			"metadata": object{"name": name, "labels": object{
				"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
			}},
		}
		if err := c.create(ctx, "/api/v1/nodes", node); err != nil {
			return fmt.Errorf("create node %s: %w", name, err)
		}
	}
	return nil
}

// awaitControllers waits for the last of what a pod needs: its namespace's ServiceAccount and a ready node.
func (c *Cluster) awaitControllers(ctx context.Context) error {
	err := process.Await(ctx, nil, func(ctx context.Context) error {
		return c.admin.get(ctx, "/api/v1/namespaces/default/serviceaccounts/default", nil)
	})
	if err != nil {
		return fmt.Errorf("%s: the controller manager made no default ServiceAccount: %w", c.name, err)
	}
	err = process.Await(ctx, nil, func(ctx context.Context) error {
		var nodes struct {
			Items []struct {
				Spec   struct{ Taints []object }
				Status struct {
					Conditions []struct{ Type, Status string }
				}
			}
		}
		if err := c.admin.get(ctx, "/api/v1/nodes", &nodes); err != nil {
			return err
		}
		ready := 0
		for _, node := range nodes.Items {
			for _, condition := range node.Status.Conditions {
				if condition.Type == "Ready" && condition.Status == "True" && len(node.Spec.Taints) == 0 {
					ready++
				}
			}
		}
		if ready < len(nodeNames) {
			return fmt.Errorf("%d of %d nodes are ready", ready, len(nodeNames))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: kwok made no ready nodes: %w", c.name, err)
	}
	return nil
}

// create creates an object, waiting for the namespace that it is in: the API server makes its own a moment after it
// says that it is ready.
func (c *Cluster) create(ctx context.Context, collection string, body object) error {
	var answer statusError
	return process.Await(ctx, nil, func(ctx context.Context) error {
		err := c.admin.post(ctx, collection, body, nil)
		if errors.As(err, &answer) && answer.code == http.StatusConflict &&
			strings.Contains(answer.message, "AlreadyExists") {
			return nil
		}
		return err
	})
}
