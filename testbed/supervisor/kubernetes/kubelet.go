package kubernetes

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// startKubelet serves the part of a kubelet that the API server calls for logs, from the supervisor itself, and
// returns its port. kwok's own serves files that were written before, and follows them after the container's end.
func (c *Cluster) startKubelet() (port int, err error) {
	pair, err := c.authority.IssueServer()
	if err != nil {
		return 0, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", c.serveLog)
	routes.HandleFunc("/", func(response http.ResponseWriter, _ *http.Request) {
		http.Error(response, "the testbed's nodes are simulated: containers only have logs", http.StatusNotImplemented)
	})
	server := &http.Server{Handler: routes, TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair.TLS()}}}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// followInterval is how often a followed container is looked at.
const followInterval = 100 * time.Millisecond

func (c *Cluster) serveLog(response http.ResponseWriter, request *http.Request) {
	options, err := parseLogOptions(request.URL.Query(), time.Now())
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadRequest)
		return
	}
	find := func() (containerLog, error) { return c.findLog(request.Context(), request, options.previous) }
	log, err := find()
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadRequest)
		return
	}
	out := logWriter{response: response, options: options}
	ended := log.ended
	for out.write(log.until(time.Now())); options.follow && !ended && !out.full; out.write(log.until(time.Now())) {
		_ = http.NewResponseController(response).Flush()
		select {
		case <-request.Context().Done():
			return
		case <-time.After(followInterval):
		}
		next, err := find()
		// The container is gone, or another has taken its place.
		ended = err != nil || next.ended || next.containerID != log.containerID
		if err == nil && next.containerID == log.containerID {
			log = next
		}
	}
}

func (c *Cluster) findLog(ctx context.Context, request *http.Request, previous bool) (containerLog, error) {
	var pod pod
	path := fmt.Sprintf("/api/v1/namespaces/%s/pods/%s",
		url.PathEscape(request.PathValue("namespace")), url.PathEscape(request.PathValue("pod")))
	if err := c.admin.get(ctx, path, &pod); err != nil {
		return containerLog{}, err
	}
	return pod.log(request.PathValue("container"), previous)
}

// logOptions are those of the API's PodLogOptions that a kubelet obeys.
type logOptions struct {
	follow     bool
	previous   bool
	timestamps bool
	since      time.Time
	// tail and limit are negative where there is none.
	tail  int
	limit int
}

func parseLogOptions(query url.Values, now time.Time) (options logOptions, err error) {
	options = logOptions{tail: -1, limit: -1}
	flag := func(name string, value *bool) {
		if given := query.Get(name); given != "" {
			var wrong error
			*value, wrong = strconv.ParseBool(given)
			err = errors.Join(err, wrong)
		}
	}
	number := func(name string, value *int) {
		if given := query.Get(name); given != "" {
			var wrong error
			*value, wrong = strconv.Atoi(given)
			err = errors.Join(err, wrong)
		}
	}
	flag("follow", &options.follow)
	flag("previous", &options.previous)
	flag("timestamps", &options.timestamps)
	number("tailLines", &options.tail)
	number("limitBytes", &options.limit)
	if seconds := 0; query.Has("sinceSeconds") {
		number("sinceSeconds", &seconds)
		options.since = now.Add(-time.Duration(seconds) * time.Second)
	}
	if query.Has("sinceTime") {
		var wrong error
		options.since, wrong = time.Parse(time.RFC3339, query.Get("sinceTime"))
		err = errors.Join(err, wrong)
	}
	return options, err
}
