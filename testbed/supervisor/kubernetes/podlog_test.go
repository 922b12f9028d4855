package kubernetes

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

var started = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func TestLinesAppearAsTimePasses(t *testing.T) {
	log := logOf(t, `{"metadata": {"annotations": {"testbed/log": "one\ntwo\nthree\n", "testbed/log-every": "10s"}},
		"status": {"containerStatuses": [
			{"name": "app", "state": {"running": {"startedAt": "2026-01-02T03:04:05Z"}}}]}}`)

	expectLog(t, log, started.Add(15*time.Second), "", "one\ntwo\n")
	expectLog(t, log, started.Add(20*time.Second), "", "one\ntwo\nthree\n")
}

func TestWhatWasStillToSayIsSaidAtTheEnd(t *testing.T) {
	log := logOf(t, `{"metadata": {"annotations": {"testbed/log": "one\ntwo", "testbed/log-every": "1h"}},
		"status": {"containerStatuses": [{"name": "app", "state": {"terminated": {
			"startedAt": "2026-01-02T03:04:05Z", "finishedAt": "2026-01-02T03:04:07Z", "exitCode": 0}}}]}}`)

	expectLog(t, log, started.Add(2*time.Second), "timestamps=true",
		"2026-01-02T03:04:05.000000000Z one\n2026-01-02T03:04:07.000000000Z two\n")
}

func TestOptionsChooseTheLines(t *testing.T) {
	log := logOf(t, `{"metadata": {"annotations": {"testbed/log.app": "one\ntwo\nthree", "testbed/log": "of others",
		"testbed/log-every": "1s"}},
		"status": {"containerStatuses": [
			{"name": "app", "state": {"running": {"startedAt": "2026-01-02T03:04:05Z"}}}]}}`)
	now := started.Add(time.Minute)

	expectLog(t, log, now, "tailLines=2", "two\nthree\n")
	expectLog(t, log, now, "tailLines=0", "")
	expectLog(t, log, now, "tailLines=9", "one\ntwo\nthree\n")
	expectLog(t, log, now, "limitBytes=6", "one\ntw")
	expectLog(t, log, now, "sinceTime=2026-01-02T03:04:07Z", "three\n")
	if _, err := parseLogOptions(url.Values{"tailLines": {"many"}}, now); err == nil {
		t.Error("a wrong number is accepted")
	}
}

func TestAContainerThatFailedSaysSo(t *testing.T) {
	log := logOf(t, `{"status": {"containerStatuses": [{"name": "app", "image": "web:1", "state": {"terminated": {
		"startedAt": "2026-01-02T03:04:05Z", "finishedAt": "2026-01-02T03:04:05Z",
		"exitCode": 3, "message": "no table"}}}]}}`)

	expectLog(t, log, started, "",
		"starting web:1\nthis container is simulated: nothing runs in it\nno table\nfailed with exit code 3\n")
}

func TestAContainerWithoutALogSaysWhyAsAKubeletDoes(t *testing.T) {
	expectNoLog(t, `{"containerStatuses": []}`, false, `container "app" in pod "web" is not available`)
	expectNoLog(t, `{"containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "ImagePullBackOff"}}}]}`,
		false, `container "app" in pod "web" is waiting to start: trying and failing to pull image`)
	expectNoLog(t, `{"initContainerStatuses": [{"name": "app", "state": {"waiting": {"reason": "PodInitializing"}}}]}`,
		false, `container "app" in pod "web" is waiting to start: PodInitializing`)
	expectNoLog(t, `{"containerStatuses": [{"name": "app", "state": {"running": {}}}]}`, true,
		`previous terminated container "app" in pod "web" not found`)
}

func podOf(t *testing.T, content string) pod {
	t.Helper()
	var p pod
	if err := json.Unmarshal([]byte(content), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func logOf(t *testing.T, content string) containerLog {
	t.Helper()
	log, err := podOf(t, content).log("app", false)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func expectLog(t *testing.T, log containerLog, now time.Time, query, expected string) {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	options, err := parseLogOptions(values, now)
	if err != nil {
		t.Fatal(err)
	}
	response := httptest.NewRecorder()
	writer := logWriter{response: response, options: options}
	writer.write(log.until(now))
	writer.write(log.until(now))
	if written := response.Body.String(); written != expected {
		t.Errorf("%q wrote %q, not %q", query, written, expected)
	}
}

func expectNoLog(t *testing.T, status string, previous bool, expected string) {
	t.Helper()
	p := podOf(t, `{"metadata": {"name": "web"}, "status": `+status+`}`)
	_, err := p.log("app", previous)
	if err == nil || !strings.Contains(err.Error(), expected) {
		t.Errorf("%v, not %q", err, expected)
	}
}
