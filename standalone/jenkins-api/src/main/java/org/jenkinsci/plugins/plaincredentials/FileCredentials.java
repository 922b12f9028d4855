package org.jenkinsci.plugins.plaincredentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.io.InputStream;

/** A secret file. */
public interface FileCredentials extends StandardCredentials {
    /** {@return the file's name} */
    @NonNull
    String getFileName();

    /** {@return the file's content} */
    @NonNull
    InputStream getContent() throws IOException;
}
