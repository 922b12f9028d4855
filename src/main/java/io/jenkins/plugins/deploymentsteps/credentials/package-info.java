/**
 * From a credential's id and a build to a connection, and the credentials boxes of forms.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.credentials;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
