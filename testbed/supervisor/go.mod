module github.com/jenkinsci/deployment-steps-plugin/testbed/supervisor

go 1.25.0
