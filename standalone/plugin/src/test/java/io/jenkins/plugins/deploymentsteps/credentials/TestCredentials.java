package io.jenkins.plugins.deploymentsteps.credentials;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsDescriptor;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.util.Secret;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Credentials of each type, in memory; they count how often their secret is asked for. */
public class TestCredentials implements StandardCredentials {
    private static final long serialVersionUID = 1L;

    /** How often any secret was asked for. */
    public static final AtomicInteger ASKED = new AtomicInteger();

    private final String id;
    private final CredentialsScope scope;

    TestCredentials(CredentialsScope scope, String id) {
        this.scope = scope;
        this.id = id;
    }

    public static TestCredentials token(String id, String token) {
        return token(CredentialsScope.GLOBAL, id, token);
    }

    public static TestCredentials token(CredentialsScope scope, String id, String token) {
        return new Token(scope, id, token);
    }

    public static TestCredentials user(String id, String user, String password) {
        return new User(id, user, password);
    }

    public static TestCredentials file(String id, byte[] content) {
        return new File(id, content);
    }

    public static TestCredentials file(String id, String content) {
        return file(id, content.getBytes(StandardCharsets.UTF_8));
    }

    public static TestCredentials certificate(String id, KeyStore store, String password) {
        return new Certificate(id, store, password);
    }

    public static TestCredentials key(String id, String user, String passphrase, String... keys) {
        return new SshKey(id, user, passphrase, List.of(keys));
    }

    /** A type that nothing of ours takes. */
    public static TestCredentials other(String id) {
        return new TestCredentials(CredentialsScope.GLOBAL, id);
    }

    private static Secret secret(String text) {
        ASKED.incrementAndGet();
        return Secret.fromString(text);
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public String getDescription() {
        return "";
    }

    @Override
    public CredentialsScope getScope() {
        return scope;
    }

    @Override
    public CredentialsDescriptor getDescriptor() {
        return new CredentialsDescriptor(getClass()) {
            @Override
            public String getDisplayName() {
                return "Test type";
            }
        };
    }

    private static final class Token extends TestCredentials implements StringCredentials {
        private static final long serialVersionUID = 1L;
        private final String token;

        Token(CredentialsScope scope, String id, String token) {
            super(scope, id);
            this.token = token;
        }

        @Override
        public Secret getSecret() {
            return secret(token);
        }
    }

    private static final class User extends TestCredentials implements StandardUsernamePasswordCredentials {
        private static final long serialVersionUID = 1L;
        private final String user;
        private final String password;

        User(String id, String user, String password) {
            super(CredentialsScope.GLOBAL, id);
            this.user = user;
            this.password = password;
        }

        @Override
        public String getUsername() {
            return user;
        }

        @Override
        public Secret getPassword() {
            return secret(password);
        }
    }

    private static final class File extends TestCredentials implements FileCredentials {
        private static final long serialVersionUID = 1L;
        private final byte[] content;

        File(String id, byte[] content) {
            super(CredentialsScope.GLOBAL, id);
            this.content = content;
        }

        @Override
        public String getFileName() {
            return "config";
        }

        @Override
        public InputStream getContent() {
            ASKED.incrementAndGet();
            return new ByteArrayInputStream(content);
        }
    }

    @SuppressWarnings("serial")
    private static final class Certificate extends TestCredentials implements StandardCertificateCredentials {
        private static final long serialVersionUID = 1L;
        private final transient KeyStore store;
        private final String password;

        Certificate(String id, KeyStore store, String password) {
            super(CredentialsScope.GLOBAL, id);
            this.store = store;
            this.password = password;
        }

        @Override
        public KeyStore getKeyStore() {
            return store;
        }

        @Override
        public Secret getPassword() {
            return secret(password);
        }
    }

    @SuppressWarnings("serial")
    private static final class SshKey extends TestCredentials implements SSHUserPrivateKey {
        private static final long serialVersionUID = 1L;
        private final String user;
        private final String passphrase;
        private final List<String> keys;

        SshKey(String id, String user, String passphrase, List<String> keys) {
            super(CredentialsScope.GLOBAL, id);
            this.user = user;
            this.passphrase = passphrase;
            this.keys = keys;
        }

        @Override
        public String getUsername() {
            return user;
        }

        @Override
        public Secret getPassphrase() {
            return passphrase == null ? null : secret(passphrase);
        }

        @Override
        public List<String> getPrivateKeys() {
            ASKED.incrementAndGet();
            return keys;
        }
    }
}
