package io.jenkins.plugins.deploymentsteps.runner.credentials;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsDescriptor;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.util.Secret;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.KeyStore;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Credentials as Jenkins' credentials plugins offer them, held in memory. */
@SuppressWarnings("serial")
abstract class StoredCredentials implements StandardCredentials {
    private final String id;
    private final String description;

    StoredCredentials(String id, String description) {
        this.id = id;
        this.description = description;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public String getDescription() {
        return description;
    }

    @Override
    public CredentialsScope getScope() {
        return CredentialsScope.GLOBAL;
    }

    @Override
    public CredentialsDescriptor getDescriptor() {
        return new Kind(getClass());
    }

    private static final class Kind extends CredentialsDescriptor {
        Kind(Class<? extends StoredCredentials> type) {
            super(type);
        }
    }

    static final class Text extends StoredCredentials implements StringCredentials {
        private final Secret secret;

        Text(String id, String description, String secret) {
            super(id, description);
            this.secret = Secret.fromString(secret);
        }

        @Override
        public Secret getSecret() {
            return secret;
        }
    }

    static final class SecretFile extends StoredCredentials implements FileCredentials {
        private final String name;
        private final byte[] content;

        SecretFile(String id, String description, String name, byte[] content) {
            super(id, description);
            this.name = name;
            this.content = content;
        }

        @Override
        public String getFileName() {
            return name;
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(content);
        }
    }

    static final class User extends StoredCredentials implements StandardUsernamePasswordCredentials {
        private final String name;
        private final Secret password;

        User(String id, String description, String name, String password) {
            super(id, description);
            this.name = name;
            this.password = Secret.fromString(password);
        }

        @Override
        public String getUsername() {
            return name;
        }

        @Override
        public Secret getPassword() {
            return password;
        }
    }

    static final class SshKey extends StoredCredentials implements SSHUserPrivateKey {
        private final String user;
        private final String key;

        @CheckForNull
        private final Secret passphrase;

        SshKey(String id, String description, String user, String key, @CheckForNull String passphrase) {
            super(id, description);
            this.user = user;
            this.key = key;
            this.passphrase = passphrase == null ? null : Secret.fromString(passphrase);
        }

        @Override
        public String getUsername() {
            return user;
        }

        @Override
        @CheckForNull
        public Secret getPassphrase() {
            return passphrase;
        }

        @Override
        public List<String> getPrivateKeys() {
            return List.of(key);
        }
    }

    @SuppressFBWarnings(value = "SE_BAD_FIELD", justification = "The runner never stores credentials.")
    static final class Certificate extends StoredCredentials implements StandardCertificateCredentials {
        private final KeyStore store;
        private final Secret password;

        Certificate(String id, String description, KeyStore store, String password) {
            super(id, description);
            this.store = store;
            this.password = Secret.fromString(password);
        }

        @Override
        public KeyStore getKeyStore() {
            return store;
        }

        @Override
        public Secret getPassword() {
            return password;
        }
    }
}
