package kubernetes

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Annotations of a pod that say what its containers log.
const (
	// logText is the text that every container logs; with a dot and a container's name, what that container logs.
	logText = "testbed/log"
	// logEvery is the time from one line to the next; without it, all lines are there when the container starts.
	logEvery = "testbed/log-every"
)

// pod is what of a pod decides its log.
type pod struct {
	Metadata struct {
		Name        string
		Annotations map[string]string
	}
	Status struct {
		ContainerStatuses     []containerStatus
		InitContainerStatuses []containerStatus
	}
}

type containerStatus struct {
	Name        string
	Image       string
	ContainerID string
	State       containerState
	LastState   containerState
}

type containerState struct {
	Waiting *struct{ Reason string }
	Running *struct{ StartedAt time.Time }

	Terminated *struct {
		StartedAt   time.Time
		FinishedAt  time.Time
		ExitCode    int
		Message     string
		ContainerID string
	}
}

type logLine struct {
	at   time.Time
	text string
}

// containerLog is all that one run of a container has logged and, as far as it is known beforehand, will log.
type containerLog struct {
	containerID string
	lines       []logLine
	ended       bool
}

// log returns the log of a container's run, or why there is none, as a kubelet chooses the run and in its words.
func (p pod) log(container string, previous bool) (containerLog, error) {
	subject := fmt.Sprintf("container %q in pod %q", container, p.Metadata.Name)
	statuses := slices.Concat(p.Status.ContainerStatuses, p.Status.InitContainerStatuses)
	index := slices.IndexFunc(statuses, func(status containerStatus) bool { return status.Name == container })
	if index < 0 {
		return containerLog{}, fmt.Errorf("%s is not available", subject)
	}
	status := statuses[index]
	state := status.State
	switch {
	case previous && status.LastState.Terminated == nil:
		return containerLog{}, fmt.Errorf("previous terminated %s not found", subject)
	case previous, state.Waiting != nil && status.LastState.Terminated != nil:
		state = status.LastState
	case state.Waiting != nil && state.Waiting.Reason == "ImagePullBackOff":
		return containerLog{}, fmt.Errorf("%s is waiting to start: trying and failing to pull image", subject)
	case state.Waiting != nil:
		return containerLog{}, fmt.Errorf("%s is waiting to start: %s", subject, state.Waiting.Reason)
	}

	var log containerLog
	var started time.Time
	switch {
	case state.Running != nil:
		log.containerID, started = status.ContainerID, state.Running.StartedAt
	case state.Terminated != nil:
		log.containerID, started, log.ended = state.Terminated.ContainerID, state.Terminated.StartedAt, true
	default:
		return log, fmt.Errorf("%s is waiting to start - no logs yet", subject)
	}
	every, err := p.logEvery()
	if err != nil {
		return log, err
	}
	for index, text := range p.logLines(status, state) {
		at := started.Add(time.Duration(index) * every)
		if log.ended && at.After(state.Terminated.FinishedAt) {
			// What it had still to say when it ended it has said by then.
			at = state.Terminated.FinishedAt
		}
		log.lines = append(log.lines, logLine{at, text})
	}
	return log, nil
}

func (p pod) logEvery() (time.Duration, error) {
	value, found := p.Metadata.Annotations[logEvery]
	if !found {
		return 0, nil
	}
	every, err := time.ParseDuration(value)
	if err != nil {
		return 0, fmt.Errorf("annotation %s of pod %q: %w", logEvery, p.Metadata.Name, err)
	}
	return every, nil
}

func (p pod) logLines(status containerStatus, state containerState) []string {
	for _, name := range []string{logText + "." + status.Name, logText} {
		if text, found := p.Metadata.Annotations[name]; found {
			return splitLines(text)
		}
	}
	lines := []string{"starting " + status.Image, "this container is simulated: nothing runs in it"}
	if ended := state.Terminated; ended != nil && ended.ExitCode != 0 {
		lines = append(lines, splitLines(ended.Message)...)
		lines = append(lines, fmt.Sprintf("failed with exit code %d", ended.ExitCode))
	}
	return lines
}

func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// until returns what is logged by now.
func (l *containerLog) until(now time.Time) []logLine {
	index := slices.IndexFunc(l.lines, func(line logLine) bool { return line.at.After(now) })
	if index < 0 {
		return l.lines
	}
	return l.lines[:index]
}

// logWriter writes a growing log, each line once.
type logWriter struct {
	response http.ResponseWriter
	options  logOptions
	written  int
	begun    bool
	bytes    int
	full     bool
}

func (w *logWriter) write(lines []logLine) {
	from := w.written
	if tail := w.options.tail; !w.begun && tail >= 0 && len(lines) > tail {
		from = len(lines) - tail
	}
	w.begun = true
	w.written = len(lines)
	for _, line := range lines[min(from, len(lines)):] {
		if line.at.Before(w.options.since) {
			continue
		}
		text := line.text + "\n"
		if w.options.timestamps {
			text = line.at.UTC().Format("2006-01-02T15:04:05.000000000Z") + " " + text
		}
		if limit := w.options.limit; limit >= 0 && w.bytes+len(text) >= limit {
			text, w.full = text[:limit-w.bytes], true
		}
		w.bytes += len(text)
		if _, err := w.response.Write([]byte(text)); err != nil || w.full {
			w.full = true
			return
		}
	}
}
