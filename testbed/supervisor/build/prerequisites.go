package build

import (
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
)

var goRelease = regexp.MustCompile(`go(\d+)\.(\d+)`)

// CheckBuildTools says in one line what to install where a tool that builds the products is missing.
func CheckBuildTools(products []Product) error {
	output, err := exec.Command("go", "version").Output()
	if err != nil {
		return fmt.Errorf("go is missing: install Go 1.21 or later")
	}
	// Go 1.21 is the first that fetches the release that a module asks for.
	if release := goRelease.FindSubmatch(output); release != nil {
		major, _ := strconv.Atoi(string(release[1]))
		minor, _ := strconv.Atoi(string(release[2]))
		if major == 1 && minor < 21 {
			return fmt.Errorf("go %d.%d is too old: install Go 1.21 or later", major, minor)
		}
	}
	for _, product := range products {
		if !product.Cgo {
			continue
		}
		if _, err := exec.LookPath("gcc"); err != nil {
			return fmt.Errorf("a C compiler is missing, %s needs it: install gcc (Debian: apt-get install gcc libc6-dev)", product.Name)
		}
	}
	return nil
}
