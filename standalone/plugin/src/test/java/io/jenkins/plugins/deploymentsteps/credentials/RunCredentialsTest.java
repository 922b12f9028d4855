package io.jenkins.plugins.deploymentsteps.credentials;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.argocd.ArgoAuth;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.git.GitAuth;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterAuth;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import io.jenkins.plugins.deploymentsteps.steps.FakeBuild;
import java.io.ByteArrayInputStream;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;
import org.jenkinsci.plugins.gitclient.verifier.ManuallyProvidedKeyVerificationStrategy;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;
import org.junit.rules.TemporaryFolder;

/** From a credential's id to a connection: each type, and what is said where one does not fit. */
public class RunCredentialsTest {
    private static final String SERVER = "https://kubernetes.example:6443";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Controller controller;
    private FakeBuild build;
    private RunCredentials credentials;

    @Before
    public void prepare() throws Exception {
        controller = Controller.start(folder.getRoot());
        build = new FakeBuild(folder.getRoot(), "shop");
        credentials = new RunCredentials(build, TaskListener.NULL);
    }

    private static ClusterLocation at(String id, String server) {
        return new ClusterLocation(id, server, null, null, false);
    }

    private static String refused(ThrowingRunnable call) {
        DeploymentException refused = assertThrows(DeploymentException.class, call);
        assertThat("no secret", refused.getMessage(), not(containsString("hunter2")));
        for (Throwable at = refused.getCause(); at != null; at = at.getCause()) {
            assertThat(String.valueOf(at.getMessage()), not(containsString("hunter2")));
        }
        return refused.getMessage();
    }

    @Test
    @Covers("B-17")
    public void aTokenLosesTheLineEndOfItsFile() throws Exception {
        controller.addCredentials(TestCredentials.token("cluster", "hunter2-hunter2\r\n"));
        ClusterConnection connection =
                credentials.cluster(new ClusterLocation("cluster", SERVER, "-----BEGIN CERTIFICATE-----", null, false));
        assertThat(connection.auth(), is(new ClusterAuth.Token("hunter2-hunter2")));
        assertThat(connection.server(), is(SERVER));
        assertThat(connection.caCertificate(), is("-----BEGIN CERTIFICATE-----"));
        assertThat(connection.skipTlsVerify(), is(false));
        assertThat(connection.toString(), not(containsString("hunter2")));
    }

    @Test
    public void aUserWithPasswordFitsEverySystem() throws Exception {
        controller.addCredentials(TestCredentials.user("login", "alice", "hunter2-hunter2"));
        assertThat(
                credentials.cluster(at("login", SERVER)).auth(),
                is(new ClusterAuth.UserPassword("alice", "hunter2-hunter2")));
        assertThat(
                credentials.repository("https://git.example/a.git", "login").auth(),
                is(new GitAuth.UserPassword("alice", "hunter2-hunter2")));
        assertThat(
                credentials
                        .argo(new ArgoLocation("login", "https://argocd.example", null, false))
                        .auth(),
                is(new ArgoAuth.UserPassword("alice", "hunter2-hunter2")));
    }

    @Test
    public void aTokenFitsGitAndArgoCd() throws Exception {
        controller.addCredentials(TestCredentials.token("token", "hunter2-hunter2\n"));
        assertThat(
                credentials.repository("https://git.example/a.git", "token").secrets(), is(List.of("hunter2-hunter2")));
        assertThat(
                credentials
                        .argo(new ArgoLocation("token", "https://argocd.example", null, false))
                        .auth(),
                is(new ArgoAuth.Token("hunter2-hunter2")));
    }

    @Test
    @Covers({"S-04", "T-08"})
    public void aCredentialOfAnotherDomainIsNotFoundHoweverTheHostIsWritten() throws Exception {
        controller.addCredentials(TestCredentials.user("git", "alice", "hunter2-hunter2"), "git.example");
        for (String elsewhere : List.of(
                "https://other.example/a.git",
                "http://x_y.other.example/a.git",
                "https://git.example.other.example/a.git",
                "ssh://git@other.example/a.git",
                "git@other.example:a.git")) {
            assertThat(
                    elsewhere,
                    refused(() -> credentials.repository(elsewhere, "git")),
                    containsString("there is no credential 'git'"));
        }
        for (String there : List.of(
                "https://git.example/a.git",
                "https://git.example:8443/a.git",
                "ssh://git@git.example/a.git",
                "git@git.example:a.git")) {
            assertThat(
                    there,
                    credentials.repository(there, "git").auth(),
                    is(new GitAuth.UserPassword("alice", "hunter2-hunter2")));
        }
    }

    @Test
    public void aKubeconfigNamesTheClusterItself() throws Exception {
        controller.addCredentials(TestCredentials.file("kubeconfig", kubeconfig("")));
        ClusterConnection connection = credentials.cluster(at("kubeconfig", null));
        assertThat(connection.server(), is(SERVER));
        assertThat(connection.auth(), is(new ClusterAuth.Token("hunter2-hunter2")));
        assertThat(connection.namespace(), is("shop"));

        assertThat(
                refused(() -> credentials.cluster(at("kubeconfig", "https://elsewhere.example"))),
                is("server: the kubeconfig 'kubeconfig' says that already. Remove the argument."));
    }

    @Test
    @Covers("S-16")
    public void aKubeconfigCannotSwitchTheCheckOfCertificatesOff() {
        controller.addCredentials(TestCredentials.file("kubeconfig", kubeconfig("insecure-skip-tls-verify: true, ")));
        String message = refused(() -> credentials.cluster(at("kubeconfig", null)));
        assertThat(message, startsWith("The credential 'kubeconfig': "));
        assertThat(message, containsString("insecure-skip-tls-verify"));
    }

    @Test
    @Covers("S-16")
    public void onlyTheStepSwitchesTheCheckOfCertificatesOff() throws Exception {
        controller.addCredentials(TestCredentials.file("kubeconfig", kubeconfig("")));
        assertThat(credentials.cluster(at("kubeconfig", null)).skipTlsVerify(), is(false));
        assertThat(
                credentials
                        .cluster(new ClusterLocation("kubeconfig", null, null, null, true))
                        .skipTlsVerify(),
                is(true));
    }

    private static String kubeconfig(String clusterExtra) {
        return "{apiVersion: v1, kind: Config, current-context: a,"
                + " contexts: [{name: a, context: {cluster: c, user: u, namespace: shop}}],"
                + " clusters: [{name: c, cluster: {" + clusterExtra + "server: '" + SERVER + "'}}],"
                + " users: [{name: u, user: {token: hunter2-hunter2}}]}";
    }

    @Test
    @Covers("B-17")
    public void aFileThatIsNoKubeconfigIsRefusedWithoutItsContent() {
        controller.addCredentials(TestCredentials.file("binary", new byte[] {'h', 'u', (byte) 0xff, (byte) 0xfe, 0}));
        controller.addCredentials(TestCredentials.file("blank", " \n"));
        controller.addCredentials(TestCredentials.file("huge", new byte[1024 * 1024 + 1]));
        controller.addCredentials(TestCredentials.file("text", "hunter2-hunter2: [unclosed"));
        assertThat(refused(() -> credentials.cluster(at("binary", null))), containsString("is not a text file"));
        assertThat(refused(() -> credentials.cluster(at("blank", null))), is("The credential 'blank' is empty."));
        assertThat(refused(() -> credentials.cluster(at("huge", null))), containsString("larger than 1 MiB"));
        refused(() -> credentials.cluster(at("text", null)));
    }

    @Test
    @Covers("B-17")
    public void anEmptySecretIsNamed() {
        controller.addCredentials(TestCredentials.token("blank", " \n"));
        controller.addCredentials(TestCredentials.key("blank-key", "git", null));
        assertThat(refused(() -> credentials.cluster(at("blank", SERVER))), is("The credential 'blank' is empty."));
        assertThat(
                refused(() -> credentials.repository("git@git.example:a.git", "blank-key")),
                is("The credential 'blank-key' is empty."));
    }

    @Test
    @Covers("B-17")
    public void aWrongTypeIsNamedWithTheRightOnes() {
        controller.addCredentials(TestCredentials.other("other"));
        controller.addCredentials(TestCredentials.key("key", "git", null, "hunter2-hunter2"));
        controller.addCredentials(TestCredentials.file("file", "hunter2-hunter2"));
        String message = refused(() -> credentials.cluster(at("other", SERVER)));
        assertThat(message, startsWith("The credential 'other' is of the type 'Test type'. It must be "));
        assertThat(message, containsString("kubeconfig"));
        assertThat(refused(() -> credentials.cluster(at("key", SERVER))), containsString("It must be"));
        assertThat(
                refused(() -> credentials.repository("https://git.example/a.git", "file")),
                containsString("SSH key credential"));
        assertThat(
                refused(() -> credentials.argo(new ArgoLocation("key", "https://argocd.example", null, false))),
                containsString("API token"));
    }

    @Test
    @Covers({"S-03", "S-05", "B-17"})
    public void absentAndForbiddenGiveTheSameMessage() throws Exception {
        Folder folderA = new Folder("a");
        Folder folderB = new Folder("b");
        controller.addCredentials(TestCredentials.token("cluster", "hunter2-hunter2"), folderB);
        controller.addCredentials(TestCredentials.token(CredentialsScope.SYSTEM, "system", "hunter2-hunter2"));
        controller.addCredentials(TestCredentials.token("elsewhere", "hunter2-hunter2"), "other.example");
        RunCredentials inA = new RunCredentials(new FakeBuild(folder.getRoot(), folderA, "shop"), TaskListener.NULL);
        String absent = refused(() -> inA.cluster(at("absent", SERVER)));
        assertThat(absent, startsWith("credentialsId: there is no credential 'absent' that this job may use"));
        for (String id : List.of("cluster", "system", "elsewhere")) {
            assertThat(refused(() -> inA.cluster(at(id, SERVER))), is(absent.replace("'absent'", "'" + id + "'")));
        }
        RunCredentials inB = new RunCredentials(new FakeBuild(folder.getRoot(), folderB, "shop"), TaskListener.NULL);
        assertThat(inB.cluster(at("cluster", SERVER)).auth(), instanceOf(ClusterAuth.Token.class));
    }

    @Test
    @Covers("S-05")
    public void everyUseIsRecordedForTheBuild() throws Exception {
        TestCredentials token = TestCredentials.token("cluster", "hunter2-hunter2");
        controller.addCredentials(token);
        credentials.cluster(at("cluster", SERVER));
        assertThat(controller.uses(), is(List.of(new Controller.Use(build, token))));
    }

    @Test
    @Covers("S-15")
    public void thereIsNoIdentityWithoutACredential() throws Exception {
        assertThat(
                refused(() -> credentials.cluster(at(null, SERVER))),
                containsString("The identity of the Jenkins controller is never used."));
        assertThat(
                refused(() -> credentials.argo(new ArgoLocation(null, "https://argocd.example", null, false))),
                startsWith("credentialsId: missing."));
        assertThat(credentials.repository("https://git.example/a.git", null).auth(), instanceOf(GitAuth.None.class));
    }

    @Test
    public void missingAndSuperfluousArgumentsAreNamed() {
        controller.addCredentials(TestCredentials.token("cluster", "hunter2-hunter2"));
        assertThat(refused(() -> credentials.cluster(at("cluster", null))), startsWith("server: missing."));
        assertThat(
                refused(() -> credentials.cluster(new ClusterLocation("cluster", SERVER, null, "prod", false))),
                startsWith("context: only a kubeconfig has contexts"));
        assertThat(
                refused(() -> credentials.argo(new ArgoLocation("cluster", null, null, false))),
                startsWith("server: missing."));
    }

    @Test
    public void aUrlWithAPasswordIsNotRepeated() {
        assertThat(
                refused(() -> credentials.repository("https://alice:hunter2@git.example/a.git", "absent")),
                containsString("has a user or password in it"));
    }

    @Test
    @Covers("S-17")
    public void anSshKeyComesWithTheHostKeyCheckOfTheGitClientPlugin() throws Exception {
        controller.addCredentials(TestCredentials.key("key", "git", "hunter2-phrase", "hunter2-key"));
        GitHostKeyVerificationConfiguration.get()
                .setSshHostKeyVerificationStrategy(new ManuallyProvidedKeyVerificationStrategy(""));
        GitAuth.SshKey key = (GitAuth.SshKey)
                credentials.repository("git@git.example:a.git", "key").auth();
        assertThat(key.user(), is("git"));
        assertThat(key.privateKey(), is("hunter2-key"));
        assertThat(key.passphrase(), is("hunter2-phrase"));
        assertThat("asked for when it connects", key.hostKeyCheck().serverKeys() != null, is(true));
        assertThat(key.toString(), not(containsString("hunter2")));
    }

    @Test
    public void aKeyWithoutPassphraseHasNone() throws Exception {
        controller.addCredentials(TestCredentials.key("key", "git", "", "hunter2-key"));
        GitAuth.SshKey key = (GitAuth.SshKey)
                credentials.repository("git@git.example:a.git", "key").auth();
        assertThat(key.passphrase(), nullValue());
    }

    @Test
    public void aClientCertificateBecomesPem() throws Exception {
        controller.addCredentials(
                TestCredentials.certificate("cert", keyStore("hunter2-hunter2", 1), "hunter2-hunter2"));
        ClusterAuth.ClientCertificate auth = (ClusterAuth.ClientCertificate)
                credentials.cluster(at("cert", SERVER)).auth();
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(auth.certificate().getBytes()));
        assertThat(certificate.getSubjectX500Principal().getName(), is("CN=deployer"));
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(
                        Base64.getMimeDecoder().decode(auth.key().replaceAll("-----[A-Z ]+-----", ""))));
        assertThat(key.getAlgorithm(), is("EC"));
        assertThat(auth.secrets(), is(List.of(auth.key())));
    }

    @Test
    @Covers("B-17")
    public void aKeyStoreThatDoesNotFitIsNamed() throws Exception {
        controller.addCredentials(
                TestCredentials.certificate("none", keyStore("hunter2-hunter2", 0), "hunter2-hunter2"));
        controller.addCredentials(
                TestCredentials.certificate("two", keyStore("hunter2-hunter2", 2), "hunter2-hunter2"));
        controller.addCredentials(
                TestCredentials.certificate("locked", keyStore("hunter2-hunter2", 1), "hunter2-wrong"));
        assertThat(refused(() -> credentials.cluster(at("none", SERVER))), containsString("holds no private key"));
        assertThat(refused(() -> credentials.cluster(at("two", SERVER))), containsString("several private keys"));
        assertThat(refused(() -> credentials.cluster(at("locked", SERVER))), containsString("cannot be opened"));
    }

    /** Made by keytool: the only way of the JDK to sign a certificate. */
    private KeyStore keyStore(String password, int keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (keys > 0) {
            java.io.File file = new java.io.File(folder.newFolder(), "keys.p12");
            for (int i = 0; i < keys; i++) {
                Process keytool = new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/keytool",
                                "-genkeypair",
                                "-alias",
                                "key" + i,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=deployer",
                                "-keystore",
                                file.getPath(),
                                "-storepass",
                                password,
                                "-storetype",
                                "PKCS12")
                        .redirectErrorStream(true)
                        .start();
                String said = new String(keytool.getInputStream().readAllBytes());
                assertThat(said, keytool.waitFor(), is(0));
            }
            try (java.io.InputStream in = new java.io.FileInputStream(file)) {
                store.load(in, password.toCharArray());
            }
        }
        return store;
    }

    /** A folder at the root. */
    private static final class Folder extends hudson.model.AbstractItem implements ItemGroup<Item> {
        Folder(String name) {
            super(jenkins.model.Jenkins.get(), name);
        }

        @Override
        public Collection<Item> getItems() {
            return List.of();
        }

        @Override
        public Item getItem(String name) {
            return null;
        }
    }
}
