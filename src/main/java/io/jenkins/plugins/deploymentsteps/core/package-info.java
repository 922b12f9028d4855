/**
 * The deployment core: what it means to apply a set of manifests, to commit a change to a GitOps repository and to
 * follow an Argo CD sync. It is pure Java: no Jenkins, fabric8 or JGit type appears here (an architecture test holds
 * that), so it can be tested, and one day run on an agent, without any of them. Side effects go through ports named
 * after the system behind them ({@code Cluster}, {@code GitRepository}, {@code ArgoServer}).
 */
package io.jenkins.plugins.deploymentsteps.core;
