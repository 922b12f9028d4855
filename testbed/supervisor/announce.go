package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// announcer tells the owner what happens: a program by one JSON object a line on standard output, a person on standard
// error.
type announcer struct {
	mutex sync.Mutex
	json  bool
}

func newAnnouncer(json bool) *announcer { return &announcer{json: json} }

// progress tells a person what the testbed does.
func (a *announcer) progress(format string, arguments ...any) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	fmt.Fprintf(os.Stderr, "testbed: "+format+"\n", arguments...)
}

// ready announces a component.
func (a *announcer) ready(name string, facts facts, took time.Duration) {
	if server, runs := facts["server"]; runs {
		a.progress("%s is ready after %.1f s: %s", name, took.Seconds(), server)
	} else {
		a.progress("%s is ready: %s", name, cmp.Or(facts["program"], facts["directory"]))
	}
	a.event(facts.with("ready", name))
}

// all announces that what was asked for is there.
func (a *announcer) all(environment []variable) {
	values := map[string]string{}
	for _, variable := range environment {
		values[variable.name] = variable.value
	}
	a.event(facts{"ready": "all", "environment": values})
}

// failed says what failed, for both readers.
func (a *announcer) failed(err error) {
	a.progress("%s", err)
	a.event(facts{"failed": err.Error()})
}

func (a *announcer) event(event facts) {
	if !a.json {
		return
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	_ = json.NewEncoder(os.Stdout).Encode(event)
}

// facts are what a component announces.
type facts map[string]any

func (f facts) with(name string, value any) facts {
	copied := facts{name: value}
	for key, value := range f {
		copied[key] = value
	}
	return copied
}

// variable is an environment variable that leads to a component.
type variable struct{ name, value string }

func (v variable) export() string {
	return fmt.Sprintf("export %s='%s'\n", v.name, strings.ReplaceAll(v.value, "'", `'\''`))
}
