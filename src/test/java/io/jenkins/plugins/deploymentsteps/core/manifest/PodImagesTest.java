package io.jenkins.plugins.deploymentsteps.core.manifest;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class PodImagesTest {
    @Test
    public void findsThemInEveryContainerOfEveryKindOfTemplate() throws Exception {
        Map<String, Object> cronJob = object("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: x}
                spec:
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          initContainers: [{name: a, image: init}]
                          containers: [{name: b, image: one}, {name: c, image: two}, {name: d}]
                          ephemeralContainers: [{name: e, image: debug}]
                status:
                  containers: [{name: no, image: status}]
                """);
        assertThat(PodImages.of(cronJob), contains("init", "one", "two", "debug"));
        Map<String, Object> replaced = PodImages.replace(cronJob, image -> image.equals("two") ? "three" : image);
        assertThat(PodImages.of(replaced), contains("init", "one", "three", "debug"));
        assertThat("the original stays", PodImages.of(cronJob), contains("init", "one", "two", "debug"));
        assertThat(PodImages.replace(cronJob, image -> image), is(sameInstance(cronJob)));
    }

    @Test
    public void aCustomKindsOwnContainersAreNone() throws Exception {
        assertThat(
                PodImages.of(
                        object(
                                "apiVersion: e.org/v1\nkind: Ship\nmetadata: {name: x}\nspec: {containers: [{image: steel}]}\n")),
                is(empty()));
    }

    private static Map<String, Object> object(String text) throws Exception {
        return ManifestReader.read(List.of(new ManifestFile("a.yaml", text.getBytes(StandardCharsets.UTF_8))))
                .objects()
                .get(0)
                .content();
    }
}
