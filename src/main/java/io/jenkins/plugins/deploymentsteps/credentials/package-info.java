/**
 * From a credential's id and a build to a connection, and the credentials boxes of forms.
 */
package io.jenkins.plugins.deploymentsteps.credentials;
