package kubernetes

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor/process"
)

const (
	issuer = "https://kubernetes.default.svc"
	// LimitedNamespace is where the limited user may read and write ConfigMaps, and nothing else anywhere.
	LimitedNamespace = "limited"
	tokenSeconds     = 7 * 24 * 60 * 60
)

// Users are the bearer tokens of the cluster's users.
type Users struct {
	AdminToken   string
	LimitedToken string
	// ExpiredToken is the administrator's, signed by the cluster and out of date.
	ExpiredToken string
}

func (c *Cluster) createUsers(ctx context.Context) error {
	rbac := "/apis/rbac.authorization.k8s.io/v1"
	limited := "/api/v1/namespaces/" + LimitedNamespace
	objects := []struct {
		collection string
		body       object
	}{
		{"/api/v1/namespaces", metadata("v1", "Namespace", LimitedNamespace)},
		{"/api/v1/namespaces/kube-system/serviceaccounts", metadata("v1", "ServiceAccount", "testbed-admin")},
		{limited + "/serviceaccounts", metadata("v1", "ServiceAccount", "limited")},
		{rbac + "/clusterrolebindings", binding("ClusterRoleBinding", "testbed-admin",
			"ClusterRole", "cluster-admin", "testbed-admin", "kube-system")},
		{rbac + "/namespaces/" + LimitedNamespace + "/roles",
			with(metadata(rbacVersion, "Role", "limited"), "rules", []object{
				{"apiGroups": []string{""}, "resources": []string{"configmaps"}, "verbs": []string{"*"}},
			})},
		{rbac + "/namespaces/" + LimitedNamespace + "/rolebindings", binding("RoleBinding", "limited",
			"Role", "limited", "limited", LimitedNamespace)},
	}
	for _, object := range objects {
		if err := c.create(ctx, object.collection, object.body); err != nil {
			return fmt.Errorf("create %s: %w", object.collection, err)
		}
	}
	var err error
	if c.Users.AdminToken, err = c.requestToken(ctx, "kube-system", "testbed-admin"); err != nil {
		return err
	}
	if c.Users.LimitedToken, err = c.requestToken(ctx, LimitedNamespace, "limited"); err != nil {
		return err
	}
	c.Users.ExpiredToken, err = c.expiredToken("kube-system", "testbed-admin")
	return err
}

const rbacVersion = "rbac.authorization.k8s.io/v1"

func metadata(apiVersion, kind, name string) object {
	return object{"apiVersion": apiVersion, "kind": kind, "metadata": object{"name": name}}
}

func with(body object, field string, value any) object {
	body[field] = value
	return body
}

func binding(kind, name, roleKind, role, account, namespace string) object {
	body := metadata(rbacVersion, kind, name)
	body["roleRef"] = object{"apiGroup": "rbac.authorization.k8s.io", "kind": roleKind, "name": role}
	body["subjects"] = []object{{"kind": "ServiceAccount", "name": account, "namespace": namespace}}
	return body
}

func (c *Cluster) requestToken(ctx context.Context, namespace, account string) (string, error) {
	path := fmt.Sprintf("/api/v1/namespaces/%s/serviceaccounts/%s/token", namespace, account)
	request := object{"spec": object{"expirationSeconds": tokenSeconds}}
	var answer struct{ Status struct{ Token string } }
	err := process.Await(ctx, nil, func(ctx context.Context) error { return c.admin.post(ctx, path, request, &answer) })
	if err != nil {
		return "", fmt.Errorf("token of %s/%s: %w", namespace, account, err)
	}
	return answer.Status.Token, nil
}

// expiredToken signs a token as the API server would have done yesterday, which issues none that lasts less than ten
// minutes.
func (c *Cluster) expiredToken(namespace, account string) (string, error) {
	issued := time.Now().Add(-24 * time.Hour)
	header, err := json.Marshal(object{"alg": "ES256", "typ": "JWT"})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(object{
		"iss": issuer,
		"aud": []string{issuer},
		"sub": fmt.Sprintf("system:serviceaccount:%s:%s", namespace, account),
		"iat": issued.Unix(),
		"nbf": issued.Unix(),
		"exp": issued.Add(time.Hour).Unix(),
		"kubernetes.io": object{
			"namespace":      namespace,
			"serviceaccount": object{"name": account, "uid": "00000000-0000-0000-0000-000000000000"},
		},
	})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode(header) + "." + encode(claims)
	digest := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, c.tokenKey, digest[:])
	if err != nil {
		return "", err
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signed + "." + encode(signature), nil
}
