package io.jenkins.plugins.deploymentsteps.http;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in PEM (RFC 7468). No error quotes what was read. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");

    /** rsaEncryption (RFC 8017, A.1) with its NULL parameters, as a PKCS#8 algorithm identifier. */
    private static final byte[] RSA_ALGORITHM = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /** id-ecPublicKey (RFC 5480, 2.1.1). */
    private static final byte[] EC_PUBLIC_KEY = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int EC_PARAMETERS = 0xa0;

    private Pem() {}

    /**
     * Reads certificates.
     *
     * @param what how errors name the text
     * @return at least one
     * @throws DeploymentException (invalid input) if there is none, or one cannot be read
     */
    public static List<X509Certificate> certificates(String what, String text) throws DeploymentException {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                if (blocks.group(1).equals("CERTIFICATE")) {
                    byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
                    certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw invalid(what + " holds a certificate that cannot be read.");
        }
        if (certificates.isEmpty()) {
            throw invalid(what + " holds no certificate: '-----BEGIN CERTIFICATE-----' is expected (PEM).");
        }
        return certificates;
    }

    /**
     * Reads a private key: PKCS#8, or the older forms of RSA (PKCS#1) and EC (SEC 1) that clusters still hand out.
     *
     * @param what how errors name the text
     * @throws DeploymentException (invalid input) if there is none, it is encrypted, or it cannot be read
     */
    public static PrivateKey privateKey(String what, String text) throws DeploymentException {
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            String type = blocks.group(1);
            if (!type.endsWith("PRIVATE KEY")) {
                continue;
            }
            if (type.startsWith("ENCRYPTED") || blocks.group(2).contains("ENCRYPTED")) {
                throw invalid(what + " is encrypted, which is not supported. Store it without a passphrase:"
                        + " the credentials store encrypts it.");
            }
            try {
                byte[] der = Base64.getMimeDecoder().decode(blocks.group(2).getBytes(StandardCharsets.ISO_8859_1));
                return switch (type) {
                    case "PRIVATE KEY" -> pkcs8(der);
                    case "RSA PRIVATE KEY" -> pkcs8(wrapped(RSA_ALGORITHM, der));
                    case "EC PRIVATE KEY" -> pkcs8(wrapped(ecAlgorithm(der), der));
                    default -> throw new InvalidKeySpecException(type);
                };
            } catch (GeneralSecurityException | RuntimeException e) {
                throw invalid(
                        what + " cannot be read: a private key of type RSA, EC, Ed25519 or Ed448 is expected (PEM).");
            }
        }
        throw invalid(what + " holds no private key: '-----BEGIN PRIVATE KEY-----' is expected (PEM).");
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // It is of another algorithm.
            }
        }
        throw new InvalidKeySpecException("no known algorithm");
    }

    /** PrivateKeyInfo (RFC 5208, 5): version 0, algorithm, the key as an octet string. */
    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {0x02, 0x01, 0x00});
        content.writeBytes(algorithm);
        content.writeBytes(element(OCTET_STRING, key));
        return element(SEQUENCE, content.toByteArray());
    }

    /** The curve is in the optional parameters [0] of ECPrivateKey (RFC 5915, 3), behind version and key. */
    private static byte[] ecAlgorithm(byte[] der) throws InvalidKeySpecException {
        int[] position = {0};
        enter(der, position, SEQUENCE);
        skip(der, position);
        skip(der, position);
        int length = enter(der, position, EC_PARAMETERS);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(EC_PUBLIC_KEY);
        content.write(der, position[0], length);
        return element(SEQUENCE, content.toByteArray());
    }

    private static void skip(byte[] der, int[] position) throws InvalidKeySpecException {
        int length = enter(der, position, der[position[0]] & 0xff);
        position[0] += length;
    }

    /** Moves to the content of an element and returns its length. */
    private static int enter(byte[] der, int[] position, int tag) throws InvalidKeySpecException {
        if ((der[position[0]] & 0xff) != tag) {
            throw new InvalidKeySpecException("unexpected element");
        }
        int first = der[position[0] + 1] & 0xff;
        position[0] += 2;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[position[0]++] & 0xff;
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
            element.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                element.write(content.length >> shift);
            }
        }
        element.writeBytes(content);
        return element.toByteArray();
    }

    private static DeploymentException invalid(String message) {
        return new DeploymentException(Kind.INVALID_INPUT, message);
    }
}
