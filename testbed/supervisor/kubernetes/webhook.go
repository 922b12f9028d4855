package kubernetes

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
)

// The admission webhook refuses what carries one of these annotations, with the annotation's value as its message.
const (
	// refuse refuses the object in a dry run too.
	refuse = "testbed/refuse"
	// refuseReal lets a dry run pass: the refusal that a preflight cannot foresee.
	refuseReal = "testbed/refuse-real"
	// refuseDelete refuses the object's deletion.
	refuseDelete = "testbed/refuse-delete"
)

// startWebhook serves the webhook from the supervisor itself and registers it.
func (c *Cluster) startWebhook(ctx context.Context) error {
	pair, err := c.authority.IssueServer()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:   http.HandlerFunc(review),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair.TLS()}},
	}
	go func() { _ = server.ServeTLS(listener, "", "") }()

	configuration := metadata("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "testbed-refuse")
	configuration["webhooks"] = []object{{
		"name":                    "refuse.testbed.local",
		"admissionReviewVersions": []string{"v1"},
		"sideEffects":             "None",
		"failurePolicy":           "Fail",
		"timeoutSeconds":          5,
		"clientConfig": object{
			"url":      fmt.Sprintf("https://%s/", listener.Addr()),
			"caBundle": c.authority.PEM(),
		},
		"rules": []object{{
			"apiGroups": []string{"*"}, "apiVersions": []string{"*"}, "resources": []string{"*"},
			"operations": []string{"CREATE", "UPDATE", "DELETE"},
		}},
		// The API server decides by itself for all other objects, so that they cost no call.
		"matchConditions": []object{
			{
				"name": "asked-for",
				"expression": fmt.Sprintf(
					"request.operation == 'DELETE' ? %s : (%s || %s)",
					annotated("oldObject", refuseDelete), annotated("object", refuse), annotated("object", refuseReal)),
			},
			// Else the namespace controller could never empty a namespace.
			{"name": "not-the-controllers", "expression": "request.userInfo.username != '" + controllersUser + "'"},
		},
	}}
	return c.create(ctx, "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", configuration)
}

func annotated(variable, annotation string) string {
	return fmt.Sprintf("(%[1]s != null && has(%[1]s.metadata) && has(%[1]s.metadata.annotations)"+
		" && '%[2]s' in %[1]s.metadata.annotations)", variable, annotation)
}

type admissionReview struct {
	APIVersion string            `json:"apiVersion"`
	Kind       string            `json:"kind"`
	Request    *admissionRequest `json:"request,omitempty"`
	Response   object            `json:"response,omitempty"`
}

type admissionRequest struct {
	UID       string    `json:"uid"`
	Operation string    `json:"operation"`
	DryRun    bool      `json:"dryRun"`
	Object    annotable `json:"object"`
	OldObject annotable `json:"oldObject"`
}

type annotable struct {
	Metadata struct {
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
}

func review(response http.ResponseWriter, request *http.Request) {
	var asked admissionReview
	if err := json.NewDecoder(request.Body).Decode(&asked); err != nil || asked.Request == nil {
		http.Error(response, "expected an AdmissionReview", http.StatusBadRequest)
		return
	}
	verdict := object{"uid": asked.Request.UID, "allowed": true}
	if message, refused := asked.Request.refusal(); refused {
		verdict["allowed"] = false
		verdict["status"] = object{"code": http.StatusForbidden, "message": message}
	}
	response.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(response).Encode(
		admissionReview{APIVersion: asked.APIVersion, Kind: asked.Kind, Response: verdict})
}

func (r admissionRequest) refusal() (message string, refused bool) {
	if r.Operation == "DELETE" {
		message, refused = r.OldObject.Metadata.Annotations[refuseDelete]
		return message, refused
	}
	if message, refused = r.Object.Metadata.Annotations[refuse]; refused {
		return message, true
	}
	message, refused = r.Object.Metadata.Annotations[refuseReal]
	return message, refused && !r.DryRun
}
