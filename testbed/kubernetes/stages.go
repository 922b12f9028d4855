package main

import (
	"fmt"

	nodefast "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	nodeheartbeat "sigs.k8s.io/kwok/kustomize/stage/node/heartbeat-with-lease"
)

// printNodeStages prints kwok's own Stages for nodes; those for pods are the testbed's.
func printNodeStages() {
	fmt.Print(nodefast.DefaultNodeInit, "\n---\n", nodeheartbeat.DefaultNodeHeartbeatWithLease)
}
