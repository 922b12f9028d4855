package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The members as text, one in a line: UID, apiVersion, kind, namespace, name, separated by a space, {@code -} for what
 * is not there. Whatever else a later version adds to a line comes behind, and lines that begin with {@code #} do not
 * count, so that this version can read it.
 */
final class InventoryText {
    private static final int MOST_BYTES_UNPACKED = 64 << 20;
    private static final int COLUMNS = 5;
    private static final String NOTHING = "-";

    private InventoryText() {}

    static String write(Inventory inventory) {
        StringBuilder text = new StringBuilder();
        for (InventoryEntry entry : inventory.entries()) {
            ObjectRef ref = entry.ref();
            text.append(column(entry.uid()))
                    .append(' ')
                    .append(column(ref.apiVersion()))
                    .append(' ')
                    .append(column(ref.kind()))
                    .append(' ')
                    .append(column(ref.namespace()))
                    .append(' ')
                    .append(column(ref.name()))
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException saying which line is none of an inventory
     */
    static Inventory read(String text) throws IOException {
        List<InventoryEntry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n")) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.split(" ");
            if (columns.length < COLUMNS) {
                throw new IOException("line " + number + " has " + columns.length + " columns instead of " + COLUMNS);
            }
            ObjectRef ref = new ObjectRef(value(columns[1]), value(columns[2]), value(columns[3]), value(columns[4]));
            if (ref.apiVersion() == null || ref.kind() == null || ref.name() == null) {
                throw new IOException("line " + number + " names no object");
            }
            entries.add(new InventoryEntry(ref, value(columns[0])));
        }
        return Inventory.EMPTY.with(entries);
    }

    /** Names of some kinds may hold anything but a slash and a percent sign. */
    private static String column(String value) {
        if (value == null || value.isEmpty()) {
            return NOTHING;
        }
        StringBuilder column = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > ' ' && b < 0x7F && b != '%' && b != '#';
            if (plain && !value.equals(NOTHING)) {
                column.append((char) b);
            } else {
                column.append('%').append(String.format("%02X", b & 0xFF));
            }
        }
        return column.toString();
    }

    private static String value(String column) throws IOException {
        if (column.equals(NOTHING)) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < column.length(); i++) {
            char c = column.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            try {
                bytes.write(Integer.parseInt(column.substring(i + 1, i + 3), 16));
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw new IOException("'" + column + "' has a '%' without two hexadecimal digits", e);
            }
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static byte[] pack(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String unpack(byte[] packed) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] bytes = gzip.readNBytes(MOST_BYTES_UNPACKED + 1);
            if (bytes.length > MOST_BYTES_UNPACKED) {
                throw new IOException("it has more than " + MOST_BYTES_UNPACKED + " bytes unpacked");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
