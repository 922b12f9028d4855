package io.jenkins.plugins.deploymentsteps.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON objects as plain maps, read within limits. */
public final class Json {
    /** Deeper than any real object, far from what overflows a stack. */
    private static final int DEEPEST = 200;

    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    private Json() {}

    /**
     * Reads an object.
     *
     * @throws IOException if the bytes are none; its message quotes them and is not for print
     */
    public static Map<String, Object> object(byte[] json) throws IOException {
        Map<String, Object> object = json.length == 0 ? null : MAPPER.readValue(json, OBJECT);
        if (object == null) {
            throw new IOException("no object");
        }
        return object;
    }

    /** Writes an object of maps, lists, texts, numbers and truth values. */
    public static String write(Map<String, Object> object) {
        return text(object);
    }

    /** Writes a list of maps, lists, texts, numbers and truth values. */
    public static String write(List<?> list) {
        return text(list);
    }

    private static String text(Object plain) {
        try {
            return MAPPER.writeValueAsString(plain);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain data cannot fail to be written", e);
        }
    }
}
