package io.jenkins.plugins.deploymentsteps.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.Test;

@Covers({"B-16", "B-17"})
public class PemTest {
    @Test
    public void keysOfEachAlgorithmAreRead() throws Exception {
        for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            PrivateKey key =
                    KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
            String pem = pem("PRIVATE KEY", key.getEncoded());
            assertThat(Pem.privateKey("The key", pem).getEncoded(), equalTo(key.getEncoded()));
            assertThat(
                    "Windows line ends and text around it",
                    Pem.privateKey("The key", "Bag Attributes\r\n" + pem.replace("\n", "\r\n"))
                            .getEncoded(),
                    equalTo(key.getEncoded()));
        }
    }

    @Test
    public void theOlderFormOfRsaKeysIsRead() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        PrivateKey key = generator.generateKeyPair().getPrivate();
        // PKCS#8 of an RSA key is 26 bytes and then the PKCS#1 form.
        byte[] pkcs1 = Arrays.copyOfRange(key.getEncoded(), 26, key.getEncoded().length);
        RSAPrivateCrtKey read = (RSAPrivateCrtKey) Pem.privateKey("The key", pem("RSA PRIVATE KEY", pkcs1));
        assertThat(read.getModulus(), equalTo(((RSAPrivateCrtKey) key).getModulus()));
    }

    @Test
    public void theOlderFormOfEcKeysIsRead() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        ECPrivateKey key = (ECPrivateKey) pair.getPrivate();
        byte[] number = key.getS().toByteArray();
        byte[] scalar = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, scalar, 32 - length, length);
        ByteArrayOutputStream sec1 = new ByteArrayOutputStream();
        sec1.writeBytes(new byte[] {0x30, 3 + 34 + 12, 2, 1, 1, 4, 32});
        sec1.writeBytes(scalar);
        sec1.writeBytes(new byte[] {(byte) 0xa0, 10, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7});
        ECPrivateKey read = (ECPrivateKey) Pem.privateKey("The key", pem("EC PRIVATE KEY", sec1.toByteArray()));
        assertThat(read.getS(), equalTo(key.getS()));
    }

    @Test
    public void whatCannotBeUsedIsNamedAndNotQuoted() {
        for (String text : new String[] {
            "",
            "garbage-planted",
            pem("ENCRYPTED PRIVATE KEY", new byte[] {1}),
            pem("PRIVATE KEY", new byte[] {1, 2, 3}),
            pem("EC PRIVATE KEY", new byte[] {0x30, 1}),
            pem("DSA PRIVATE KEY", new byte[] {1}),
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nplanted\n-----END RSA PRIVATE KEY-----"
        }) {
            DeploymentException e =
                    assertThrows(text, DeploymentException.class, () -> Pem.privateKey("The key", text));
            assertThat(e.getMessage(), containsString("The key"));
            assertThat(e.getMessage(), not(containsString("planted")));
        }
        assertThrows(DeploymentException.class, () -> Pem.certificates("The CA", "planted"));
        assertThrows(
                DeploymentException.class, () -> Pem.certificates("The CA", pem("CERTIFICATE", new byte[] {1, 2})));
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
