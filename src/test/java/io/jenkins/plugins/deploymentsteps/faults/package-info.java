/** What no real server can be made to do on demand: resets at byte n, endless bodies, broken certificates. */
package io.jenkins.plugins.deploymentsteps.faults;
