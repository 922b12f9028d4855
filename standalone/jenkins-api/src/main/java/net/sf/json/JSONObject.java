package net.sf.json;

import java.util.HashMap;
import java.util.Map;

/** What a form sends. */
public final class JSONObject {
    private final Map<String, Object> values = new HashMap<>();

    /** An empty object. */
    public JSONObject() {
        // nothing in it
    }

    /** {@return whether there is a value of a name} */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** {@return this object, a value set} */
    public JSONObject element(String key, Object value) {
        values.put(key, value);
        return this;
    }
}
