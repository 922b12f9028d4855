package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** The text of a file of the repository, in which nothing may get lost: a byte order mark and any line ends stay. */
final class YamlText {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final byte[] LFS_POINTER =
            "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

    private final boolean marked;
    private final String text;
    private final boolean wide;

    private YamlText(boolean marked, String text) {
        this.marked = marked;
        this.text = text;
        this.wide = text.codePoints().anyMatch(Character::isSupplementaryCodePoint);
    }

    /**
     * Reads UTF-8.
     *
     * @throws DeploymentException (invalid input) if the content is another encoding or a Git LFS pointer
     */
    static YamlText decode(String file, byte[] content) throws DeploymentException {
        String name = Text.shorten(file, 300);
        if (isLfsPointer(content)) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    name + " is kept in Git LFS; the repository holds only a pointer to it, which must not be edited."
                            + " Keep files that deployments change out of LFS (.gitattributes).");
        }
        boolean marked = Arrays.mismatch(content, BYTE_ORDER_MARK) >= BYTE_ORDER_MARK.length
                || Arrays.equals(content, BYTE_ORDER_MARK);
        int start = marked ? BYTE_ORDER_MARK.length : 0;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content, start, content.length - start))
                    .toString();
            return new YamlText(marked, text);
        } catch (CharacterCodingException e) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT, name + " is not UTF-8 text. Save it as UTF-8 and commit it once by hand.", e);
        }
    }

    static boolean isLfsPointer(byte[] content) {
        return content.length >= LFS_POINTER.length
                && Arrays.equals(content, 0, LFS_POINTER.length, LFS_POINTER, 0, LFS_POINTER.length);
    }

    /** Returns the bytes of another text of this file. */
    byte[] encode(String newText) {
        byte[] bytes = newText.getBytes(StandardCharsets.UTF_8);
        if (!marked) {
            return bytes;
        }
        byte[] content = Arrays.copyOf(BYTE_ORDER_MARK, BYTE_ORDER_MARK.length + bytes.length);
        System.arraycopy(bytes, 0, content, BYTE_ORDER_MARK.length, bytes.length);
        return content;
    }

    /** Returns the text without byte order mark. */
    String text() {
        return text;
    }

    /** Returns where in {@link #text()} a mark stands; marks count code points. */
    int offset(Optional<Mark> mark) {
        int codePoints = mark.orElseThrow().getIndex();
        return wide ? text.offsetByCodePoints(0, codePoints) : codePoints;
    }

    /** Returns where the line that an offset stands in ends, before its line break. */
    int lineEnd(int offset) {
        int end = text.indexOf('\n', offset);
        if (end < 0) {
            return text.length();
        }
        return end > offset && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    /** Returns where the line that an offset stands in begins. */
    int lineStart(int offset) {
        return text.lastIndexOf('\n', offset - 1) + 1;
    }

    /** Returns the line break of the text's first line; a line feed if it has none. */
    String lineBreak() {
        int end = text.indexOf('\n');
        return end > 0 && text.charAt(end - 1) == '\r' ? "\r\n" : "\n";
    }
}
