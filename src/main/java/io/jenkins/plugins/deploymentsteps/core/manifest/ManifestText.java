package io.jenkins.plugins.deploymentsteps.core.manifest;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** From a file's bytes to a text that a YAML reader takes. */
final class ManifestText {
    private static final char BOM = '\uFEFF';

    private ManifestText() {}

    /**
     * Decodes UTF-8, with or without byte order mark; anything else is refused rather than guessed.
     *
     * @throws DeploymentException (invalid input) naming file and byte offset
     */
    static String decode(ManifestFile file) throws DeploymentException {
        byte[] bytes = file.content();
        if (bytes.length >= 2
                && (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF
                        || bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)) {
            throw refused(file, "is UTF-16. Save it as UTF-8.");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, true).isError()) {
            throw refused(file, "is not UTF-8 at byte offset " + in.position() + ". Save it as UTF-8.");
        }
        String text = out.flip().toString();
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            int offset = text.substring(0, nul).getBytes(StandardCharsets.UTF_8).length;
            throw refused(file, "has a NUL character at byte offset " + offset + ". It is no text file.");
        }
        return !text.isEmpty() && text.charAt(0) == BOM ? text.substring(1) : text;
    }

    private static DeploymentException refused(ManifestFile file, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, Text.shorten(file.name(), 300) + ": " + problem);
    }

    /**
     * Makes what JSON allows and YAML does not readable as YAML, every line staying where it is: several values one
     * after the other (JSON lines), of which each must begin a line, and tabs between tokens.
     *
     * @return the text itself where it does not begin like a JSON object
     */
    static String jsonAsYaml(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return text;
        }
        StringBuilder yaml = new StringBuilder(text.length() + 64);
        boolean quoted = false;
        boolean lineStart = true;
        boolean documentOpen = false;
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\' && i + 1 < text.length()) {
                    yaml.append(c);
                    c = text.charAt(++i);
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                if (depth++ == 0) {
                    if (documentOpen && lineStart) {
                        yaml.append("--- ");
                    }
                    documentOpen = true;
                }
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (c == '-' && depth == 0) {
                documentOpen = false;
            } else if (c == '\t') {
                c = ' ';
            }
            lineStart = c == '\n' || lineStart && c == ' ';
            yaml.append(c);
        }
        return yaml.toString();
    }
}
