package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plain data as JSON, the same text for the same data: keys in order, no spaces, numbers by their value. */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** Writes maps, lists, texts, numbers, truth values and null. */
    public static String of(@CheckForNull Object value) {
        StringBuilder json = new StringBuilder();
        write(value, json);
        return json.toString();
    }

    private static void write(@CheckForNull Object value, StringBuilder json) {
        if (value instanceof Map<?, ?> map) {
            TreeMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
            json.append('{');
            for (Iterator<Map.Entry<String, Object>> each = sorted.entrySet().iterator(); each.hasNext(); ) {
                Map.Entry<String, Object> entry = each.next();
                quote(entry.getKey(), json);
                json.append(':');
                write(entry.getValue(), json);
                json.append(each.hasNext() ? "," : "");
            }
            json.append('}');
        } else if (value instanceof List<?> list) {
            json.append('[');
            for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
                write(each.next(), json);
                json.append(each.hasNext() ? "," : "");
            }
            json.append(']');
        } else if (value instanceof Number number) {
            json.append(number(number));
        } else if (value instanceof String text) {
            quote(text, json);
        } else {
            json.append(value);
        }
    }

    private static String number(Number number) {
        try {
            BigDecimal decimal = new BigDecimal(number.toString()).stripTrailingZeros();
            return decimal.scale() <= 0 && decimal.precision() - decimal.scale() < 40
                    ? decimal.toBigInteger().toString()
                    : decimal.toString();
        } catch (NumberFormatException e) {
            return number.toString();
        }
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
