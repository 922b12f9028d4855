package io.jenkins.plugins.deploymentsteps.core.diff;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells data that is the same from data that is not, without telling anything about it: a plain hash of a short password
 * could be found by trying.
 */
public final class Fingerprints {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;

    private Fingerprints(byte[] key) {
        this.key = key;
    }

    /** Makes some that nobody else can make. */
    public static Fingerprints fresh() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return new Fingerprints(key);
    }

    /** Makes those again that a key made. */
    public static Fingerprints withKey(String key) {
        return new Fingerprints(HexFormat.of().parseHex(key));
    }

    /** Returns the key, to be kept where the data itself is kept. */
    public String key() {
        return HexFormat.of().formatHex(key);
    }

    /** Returns 64 hexadecimal digits that are the same for the same data. */
    public String of(Object data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(CanonicalJson.of(data).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
