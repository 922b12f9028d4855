package io.jenkins.plugins.deploymentsteps.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.io.der.DERWriter;

/** Private keys with a passphrase, in the formats that {@code ssh-keygen} writes or wrote. */
final class SshKeys {
    private SshKeys() {}

    /** {@code ssh-keygen} since OpenSSH 7.8. */
    static String openSsh(KeyPair pair, String passphrase) throws IOException, GeneralSecurityException {
        OpenSSHKeyEncryptionContext encryption = new OpenSSHKeyEncryptionContext();
        encryption.setCipherName("AES");
        encryption.setCipherMode("CTR");
        encryption.setCipherType("256");
        encryption.setPassword(passphrase);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", encryption, text);
        return text.toString(StandardCharsets.UTF_8);
    }

    /** {@code ssh-keygen -m PEM}, and before OpenSSH 7.8. RFC 1421, with OpenSSL's way from passphrase to key. */
    static String pem(KeyPair pair, String passphrase) throws IOException, GeneralSecurityException {
        byte[] iv = new byte[16];
        new SecureRandom().nextBytes(iv);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(passphrase.getBytes(StandardCharsets.UTF_8));
        byte[] key = md5.digest(Arrays.copyOf(iv, 8));
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
        String headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
                + HexFormat.of().withUpperCase().formatHex(iv) + "\n\n";
        return armoured("RSA PRIVATE KEY", headers, cipher.doFinal(pkcs1((RSAPrivateCrtKey) pair.getPrivate())));
    }

    private static byte[] pkcs1(RSAPrivateCrtKey key) throws IOException {
        try (DERWriter all = new DERWriter()) {
            try (DERWriter sequence = all.startSequence()) {
                for (BigInteger number : List.of(
                        BigInteger.ZERO,
                        key.getModulus(),
                        key.getPublicExponent(),
                        key.getPrivateExponent(),
                        key.getPrimeP(),
                        key.getPrimeQ(),
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient())) {
                    sequence.writeBigInteger(number);
                }
            }
            return all.toByteArray();
        }
    }

    /** {@code ssh-keygen -m PKCS8}. */
    static String encryptedPkcs8(KeyPair pair, String passphrase) throws IOException, GeneralSecurityException {
        String algorithm = "PBEWithSHA1AndDESede";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.toCharArray())));
        AlgorithmParameters parameters = cipher.getParameters();
        byte[] content = new EncryptedPrivateKeyInfo(
                        parameters, cipher.doFinal(pair.getPrivate().getEncoded()))
                .getEncoded();
        return armoured("ENCRYPTED PRIVATE KEY", "", content);
    }

    private static String armoured(String type, String headers, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + headers
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }
}
