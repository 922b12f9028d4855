package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** Reads when a ServiceAccount's token (a JSON Web Token, RFC 7519) ends; its signature is the server's business. */
final class TokenExpiry {
    private TokenExpiry() {}

    /** Returns a sentence if the token has expired; null if it has not or does not say. */
    @CheckForNull
    static String problem(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            Map<String, Object> claims = Json.object(Base64.getUrlDecoder().decode(parts[1]));
            long end = Fields.number(claims, 0, "exp");
            Instant expiry = Instant.ofEpochSecond(end);
            return end > 0 && expiry.isBefore(Instant.now())
                    ? "the token expired at " + expiry + ". Create a new one and renew the credential."
                    : null;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }
}
