package hudson;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment variables; names compare without regard to case, as Windows does. */
public class EnvVars extends TreeMap<String, String> {
    private static final long serialVersionUID = 4320331661987259022L;

    private static final Pattern REFERENCE = Pattern.compile("\\$(?:([A-Za-z0-9_]+)|\\{([A-Za-z0-9_.]+)\\}|\\$)");

    /** Starts empty. */
    public EnvVars() {
        super(String.CASE_INSENSITIVE_ORDER);
    }

    /** Copies variables. */
    public EnvVars(@NonNull Map<String, String> m) {
        this();
        putAll(m);
    }

    /** Copies variables. */
    public EnvVars(@NonNull EnvVars m) {
        this((Map<String, String>) m);
    }

    /** Takes name, value, name, value and so on. */
    public EnvVars(String... keyValuePairs) {
        this();
        if (keyValuePairs.length % 2 != 0) {
            throw new IllegalArgumentException("a value is missing after " + keyValuePairs[keyValuePairs.length - 1]);
        }
        for (int i = 0; i < keyValuePairs.length; i += 2) {
            put(keyValuePairs[i], keyValuePairs[i + 1]);
        }
    }

    /** Sets one variable; an empty value removes it, and {@code PATH+X} prepends to {@code PATH}. */
    public void override(String key, String value) {
        if (value == null || value.isEmpty()) {
            remove(key);
            return;
        }
        int plus = key.indexOf('+');
        if (plus > 0) {
            String real = key.substring(0, plus);
            String before = get(real);
            put(real, before == null ? value : value + java.io.File.pathSeparator + before);
            return;
        }
        put(key, value);
    }

    /** Overrides all the given variables. */
    public EnvVars overrideAll(Map<String, String> all) {
        all.forEach(this::override);
        return this;
    }

    /** {@return the value, or the default when the variable is not set} */
    public String get(String key, String defaultValue) {
        String value = get(key);
        return value == null ? defaultValue : value;
    }

    @Override
    public String put(String key, String value) {
        if (value == null) {
            throw new IllegalArgumentException("Null value not allowed as an environment variable: " + key);
        }
        return super.put(key, value);
    }

    /** Puts unless the value is null. */
    public void putIfNotNull(String key, String value) {
        if (value != null) {
            put(key, value);
        }
    }

    /** {@return the text with {@code $NAME} and {@code ${NAME}} replaced; unknown references stay} */
    public String expand(String s) {
        if (s == null) {
            return null;
        }
        Matcher matcher = REFERENCE.matcher(s);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            String value = name == null ? "$" : get(name);
            matcher.appendReplacement(text, Matcher.quoteReplacement(value == null ? matcher.group() : value));
        }
        return matcher.appendTail(text).toString();
    }
}
