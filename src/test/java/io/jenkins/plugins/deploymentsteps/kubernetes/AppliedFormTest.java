package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class AppliedFormTest {
    private static Map<String, Object> secret(Object texts) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", "v1");
        object.put("kind", "Secret");
        object.put("metadata", Map.of("name", "login"));
        object.put("data", Map.of("user", "YWRtaW4=", "password", "b2xk"));
        object.put("stringData", texts);
        return object;
    }

    private static Map<String, Object> sent(Map<String, Object> object) {
        return AppliedForm.of(ObjectRef.of(object), object);
    }

    @Test
    public void textsOfASecretAreSentAsDataAndWinAsTheyDoOnTheServer() {
        Map<String, Object> texts = new LinkedHashMap<>();
        texts.put("password", "new");
        texts.put("empty", null);
        Map<String, Object> sent = sent(secret(texts));
        assertThat(sent.containsKey("stringData"), is(false));
        assertThat(sent.get("data"), is(Map.of("user", "YWRtaW4=", "password", "bmV3", "empty", "")));
    }

    /** The server refuses it: whether {@code 0o17} or {@code yes} was meant, nobody can tell any more. */
    @Test
    public void whatIsNoTextIsLeftToTheServer() {
        for (Object texts : List.of(Map.of("port", 8080), List.of("password"), "password")) {
            Map<String, Object> object = secret(texts);
            assertThat(sent(object), sameInstance(object));
        }
    }
}
