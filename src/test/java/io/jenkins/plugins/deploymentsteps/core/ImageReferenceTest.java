package io.jenkins.plugins.deploymentsteps.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.util.List;
import org.junit.Test;

@Covers("B-23")
public class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @Test
    public void readsNameTagAndDigest() throws Exception {
        assertParts("nginx", "nginx", null, null);
        assertParts("nginx:1.25", "nginx", "1.25", null);
        assertParts("localhost:5000/team/app", "localhost:5000/team/app", null, null);
        assertParts("localhost:5000", "localhost", "5000", null);
        assertParts("registry.example:5000/a/b_c/d-e:v1@" + DIGEST, "registry.example:5000/a/b_c/d-e", "v1", DIGEST);
        assertParts("app@" + DIGEST, "app", null, DIGEST);
        assertParts("[2001:db8::1]:5000/app:1", "[2001:db8::1]:5000/app", "1", null);
        assertParts("Registry.example/app", "Registry.example/app", null, null);
        assertParts("a/" + "x".repeat(200) + ":" + "t".repeat(128), "a/" + "x".repeat(200), "t".repeat(128), null);
    }

    private static void assertParts(String text, String name, String tag, String digest) throws Exception {
        ImageReference reference = ImageReference.parse(text);
        assertThat(reference, equalTo(new ImageReference(name, tag, digest)));
        assertThat(reference.toString(), equalTo(text));
    }

    @Test
    public void refusesWhatIsNone() {
        for (String text : List.of(
                "",
                " ",
                "a:b:c",
                "App",
                "app:",
                "app:" + "t".repeat(129),
                "app@sha256:0123",
                "app@" + DIGEST + "0",
                "app@",
                "https://registry/app",
                "app:1 2",
                "/app",
                "app/",
                "a//b",
                "-app",
                "app:-x",
                "x".repeat(256),
                "x".repeat(5000),
                "app\n",
                "${IMAGE}")) {
            DeploymentException e = assertThrows(text, DeploymentException.class, () -> ImageReference.parse(text));
            assertThat(e.getMessage(), containsString("is not an image reference"));
        }
    }

    @Test
    public void theSameRepositoryIsKnownByAllItsNames() throws Exception {
        for (String one : List.of(
                "nginx",
                "nginx:1",
                "library/nginx",
                "docker.io/nginx",
                "docker.io/library/nginx",
                "index.docker.io/library/nginx")) {
            assertThat(one, ImageReference.parse(one).sameRepository(ImageReference.parse("nginx:2")), is(true));
        }
        for (String other : List.of(
                "team/nginx",
                "registry.example/nginx",
                "localhost/nginx",
                "nginx2",
                "registry.example/library/nginx")) {
            assertThat(other, ImageReference.parse(other).sameRepository(ImageReference.parse("nginx")), is(false));
        }
    }
}
