package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.http.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URL;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;

/** The JDK's HTTP connection as JGit wants it; sends nothing after its operation was cancelled. */
final class CancellableHttpConnection implements HttpConnection {
    private final HttpURLConnection connection;
    private final GitOperation operation;

    CancellableHttpConnection(HttpURLConnection connection, GitOperation operation) {
        this.connection = connection;
        this.operation = operation;
    }

    @Override
    public int getResponseCode() throws IOException {
        operation.check();
        int status = connection.getResponseCode();
        operation.answered(
                status,
                RetryPolicy.asked(
                        connection.getHeaderField("Retry-After"),
                        connection.getHeaderField("Date"),
                        InstantSource.system()));
        return status;
    }

    @Override
    public URL getURL() {
        return connection.getURL();
    }

    @Override
    public String getResponseMessage() throws IOException {
        return connection.getResponseMessage();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return connection.getHeaderFields();
    }

    @Override
    public void setRequestProperty(String key, String value) {
        connection.setRequestProperty(key, value);
    }

    @Override
    public void setRequestMethod(String method) throws ProtocolException {
        connection.setRequestMethod(method);
    }

    @Override
    public void setUseCaches(boolean useCaches) {
        connection.setUseCaches(useCaches);
    }

    @Override
    public void setConnectTimeout(int timeout) {
        connection.setConnectTimeout(timeout);
    }

    @Override
    public void setReadTimeout(int timeout) {
        connection.setReadTimeout(timeout);
    }

    @Override
    public String getContentType() {
        return connection.getContentType();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        operation.check();
        return connection.getInputStream();
    }

    @Override
    @CheckForNull
    public String getHeaderField(String name) {
        return connection.getHeaderField(name);
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return connection.getHeaderFields().entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }

    @Override
    public int getContentLength() {
        return connection.getContentLength();
    }

    @Override
    public void setInstanceFollowRedirects(boolean followRedirects) {
        connection.setInstanceFollowRedirects(followRedirects);
    }

    @Override
    public void setDoOutput(boolean doOutput) {
        connection.setDoOutput(doOutput);
    }

    @Override
    public void setFixedLengthStreamingMode(int contentLength) {
        connection.setFixedLengthStreamingMode(contentLength);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        operation.check();
        return new CancellableOutput(connection.getOutputStream());
    }

    @Override
    public void setChunkedStreamingMode(int chunkLength) {
        connection.setChunkedStreamingMode(chunkLength);
    }

    @Override
    public String getRequestMethod() {
        return connection.getRequestMethod();
    }

    @Override
    public boolean usingProxy() {
        return connection.usingProxy();
    }

    @Override
    public void connect() throws IOException {
        operation.check();
        connection.connect();
    }

    /** JGit asks for it only to switch the verification of TLS off. */
    @Override
    public void configure(KeyManager[] keyManagers, TrustManager[] trustManagers, SecureRandom random) {
        throw new UnsupportedOperationException("TLS is always verified");
    }

    /** JGit asks for it only to switch the verification of TLS off. */
    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        throw new UnsupportedOperationException("TLS is always verified");
    }

    private final class CancellableOutput extends OutputStream {
        private final OutputStream output;

        CancellableOutput(OutputStream output) {
            this.output = output;
        }

        @Override
        public void write(int b) throws IOException {
            operation.check();
            output.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            operation.check();
            output.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            output.flush();
        }

        @Override
        public void close() throws IOException {
            // The end of a chunked body is what makes the server act on it.
            operation.check();
            output.close();
        }
    }
}
