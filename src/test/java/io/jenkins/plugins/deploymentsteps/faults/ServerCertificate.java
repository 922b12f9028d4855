package io.jenkins.plugins.deploymentsteps.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate, made once by the JDK's keytool, for a {@link FaultServer} that speaks TLS. */
public final class ServerCertificate {
    private static final String PASSWORD = "changeit";

    private static final Map<List<String>, ServerCertificate> MADE = new ConcurrentHashMap<>();

    private final KeyStore store;

    private ServerCertificate(KeyStore store) {
        this.store = store;
    }

    /** A certificate that is valid for 127.0.0.1 and localhost. */
    public static ServerCertificate valid() {
        return made("-ext", "san=ip:127.0.0.1,dns:localhost", "-validity", "2");
    }

    /** One that was valid for 127.0.0.1 until yesterday. */
    public static ServerCertificate expired() {
        return made("-ext", "san=ip:127.0.0.1,dns:localhost", "-startdate", "-3d", "-validity", "2");
    }

    /** One that is valid for another host. */
    public static ServerCertificate forHost(String host) {
        return made("-ext", "san=dns:" + host, "-validity", "2");
    }

    private static ServerCertificate made(String... options) {
        return MADE.computeIfAbsent(List.of(options), ServerCertificate::create);
    }

    private static ServerCertificate create(List<String> options) {
        try {
            Path directory = Files.createTempDirectory("server-certificate");
            Path file = directory.resolve("store.p12");
            try {
                List<String> command = new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=fault-server",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString()));
                command.addAll(options);
                Process keytool = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                    throw new IllegalStateException("keytool failed: " + command);
                }
                KeyStore store = KeyStore.getInstance("PKCS12");
                try (InputStream content = Files.newInputStream(file)) {
                    store.load(content, PASSWORD.toCharArray());
                }
                return new ServerCertificate(store);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The certificate, which is its own authority, in PEM. */
    public String pem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(store.getCertificate("server").getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate's private key, PKCS#8 in PEM. */
    public String keyPem() {
        try {
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(store.getKey("server", PASSWORD.toCharArray())
                                    .getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    SSLContext sslContext() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
