package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes objects as XML, field by field, in the manner of Jenkins' XStream.
 *
 * <p>What Jenkins could not read back in a later version is refused: fields of persisted classes hold texts, numbers,
 * booleans, enums, collections, maps and such classes again, and no records or lambdas.
 */
final class XmlWriter {
    private final StringBuilder xml = new StringBuilder("<?xml version='1.1' encoding='UTF-8'?>\n");
    private int depth;

    /** Opens an element. */
    void start(String name, Map<String, ?> attributes) {
        indent().append('<').append(name);
        new TreeMap<>(attributes).forEach((key, value) -> xml.append(' ')
                .append(key)
                .append("=\"")
                .append(escape(String.valueOf(value)))
                .append('"'));
        xml.append(">\n");
        depth++;
    }

    /** Closes the element. */
    void end(String name) {
        depth--;
        indent().append("</").append(name).append(">\n");
    }

    /** Writes a value as an element. */
    void value(String name, @CheckForNull Object value) {
        if (value == null) {
            return;
        }
        if (value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum) {
            indent().append('<').append(name).append('>');
            xml.append(escape(value.toString())).append("</").append(name).append(">\n");
        } else if (value instanceof Map<?, ?> map) {
            start(name, Map.of());
            map.forEach((key, each) -> {
                start("entry", Map.of("key", String.valueOf(key)));
                value("value", each);
                end("entry");
            });
            end(name);
        } else if (value instanceof Collection<?> collection) {
            start(name, Map.of());
            collection.forEach(each -> value("element", each));
            end(name);
        } else {
            object(name, value);
        }
    }

    private void object(String name, Object value) {
        Class<?> type = value.getClass();
        if (type.isRecord()
                || type.isHidden()
                || type.isArray()
                || type.getName().startsWith("java")) {
            throw new IllegalStateException(
                    "Field " + name + " holds a " + type.getName()
                            + ". A build is stored for years: use a plain class of texts, numbers, booleans, enums, lists and maps.");
        }
        start(name, Map.of("class", type.getName()));
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    value(field.getName(), read(field, value));
                }
            }
        }
        end(name);
    }

    @CheckForNull
    private static Object read(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private StringBuilder indent() {
        return xml.append("  ".repeat(depth));
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    if (c < ' ' && c != '\n' && c != '\t') {
                        escaped.append("&#").append(c).append(';');
                    } else {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        });
        return escaped.toString();
    }

    @Override
    public String toString() {
        return xml.toString();
    }
}
