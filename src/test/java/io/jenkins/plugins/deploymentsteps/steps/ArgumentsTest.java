package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.ImageOverride;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest.Author;
import java.util.List;
import org.junit.Test;

public class ArgumentsTest {
    private static String refused(org.junit.function.ThrowingRunnable reading) {
        return assertThrows(DeploymentException.class, reading).getMessage();
    }

    @Test
    public void listsAreSeparatedByNewlineOrComma() {
        assertThat(Text.items(" a , b\nc\r\n\r\n,d e,"), contains("a", "b", "c", "d e"));
        assertThat(Text.items(" \n,"), is(empty()));
        assertThat(Text.items(null), is(empty()));
    }

    @Test
    public void aChoiceIsOneOfTheLowerCaseNames() throws Exception {
        assertThat(Arguments.choice("conflicts", "take", ConflictPolicy.class), is(ConflictPolicy.TAKE));
        assertThat(
                refused(() -> Arguments.choice("conflicts", "keep", ConflictPolicy.class)),
                is("conflicts: 'keep' is none of 'fail', 'take', 'leave'."));
        assertThat(
                refused(() -> Arguments.choice("conflicts", "TAKE", ConflictPolicy.class)),
                startsWith("conflicts: 'TAKE' is none of"));
    }

    @Test
    public void anImageOverrideNamesTheRepositoryOrBothSides() throws Exception {
        List<ImageOverride> overrides = Arguments.images(
                "images",
                "registry.example:5000/shop/web:1.2, nginx=registry.example/mirror/nginx@sha256:" + "0".repeat(64));
        assertThat(overrides.get(0).repository().name(), is("registry.example:5000/shop/web"));
        assertThat(overrides.get(0).image().tag(), is("1.2"));
        assertThat(overrides.get(1).repository().toString(), is("nginx"));
        assertThat(overrides.get(1).image().name(), is("registry.example/mirror/nginx"));
    }

    @Test
    @Covers("B-23")
    public void anImageOverrideThatSaysNothingIsRefused() {
        assertThat(
                refused(() -> Arguments.images("images", "shop/web")),
                is("images: 'shop/web' has neither tag nor digest. Write it as shop/web:TAG."));
        assertThat(
                refused(() -> Arguments.images("images", "shop/web:null")),
                is("images: 'shop/web:null' has the tag 'null': a variable that is not set was put into the text."));
        assertThat(
                refused(() -> Arguments.images("images", "a:b:c")),
                startsWith("images: 'a:b:c' is not an image reference"));
        assertThat(refused(() -> Arguments.images("images", "=web:1")), startsWith("images: "));
        assertThat(refused(() -> Arguments.images("images", "web=")), startsWith("images: "));
    }

    @Test
    @Covers("B-20")
    public void anAuthorIsInGitsForm() throws Exception {
        assertThat(
                Arguments.author("author", "Deploy Bot <bot@shop.example>"),
                is(new Author("Deploy Bot", "bot@shop.example")));
        for (String bad :
                List.of("bot", "bot@shop.example", "<bot@shop.example>", "A <b> <c@d>", "A\nB <c@d>", "A <c d>")) {
            assertThat(bad, refused(() -> Arguments.author("author", bad)), startsWith("author: '"));
        }
    }
}
