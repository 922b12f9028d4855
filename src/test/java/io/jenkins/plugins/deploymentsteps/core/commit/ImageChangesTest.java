package io.jenkins.plugins.deploymentsteps.core.commit;

import static io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind.INVALID_INPUT;
import static io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind.NOT_FOUND;
import static io.jenkins.plugins.deploymentsteps.core.commit.Commits.edited;
import static io.jenkins.plugins.deploymentsteps.core.commit.Commits.image;
import static io.jenkins.plugins.deploymentsteps.core.commit.Commits.refused;
import static org.hamcrest.CoreMatchers.allOf;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.hasItem;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import java.util.List;
import org.junit.Test;

/** Images in manifests, kustomizations and Helm values. */
public class ImageChangesTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              annotations: {image: shop/web:1.0}
            spec:
              template:
                spec:
                  initContainers:
                  - {name: migrate, image: 'shop/web:1.0'} # same
                  containers:
                  - name: web
                    image: shop/web:1.0 # the app
                  - name: proxy
                    image: "docker.io/envoy:2"
            """;

    @Test
    public void setsEveryContainerThatRunsTheRepository() throws Exception {
        assertEquals(
                DEPLOYMENT
                        .replace("'shop/web:1.0'", "'shop/web:1.1'")
                        .replace("shop/web:1.0 # the app", "shop/web:1.1 # the app"),
                edited("web.yaml", DEPLOYMENT, image("shop/web:1.1")));
    }

    @Test
    public void keepsTheSpellingOfTheName() throws Exception {
        assertEquals(
                DEPLOYMENT.replace("envoy:2", "envoy:3@" + DIGEST),
                edited("web.yaml", DEPLOYMENT, image("library/envoy:3@" + DIGEST)));
    }

    @Test
    public void setsOneContainerByItsName() throws Exception {
        Change change = new Change.SetImage(ImageReference.parse("shop/web:1.1"), List.of(), "web");
        assertEquals(
                DEPLOYMENT.replace("shop/web:1.0 # the app", "shop/web:1.1 # the app"),
                edited("web.yaml", DEPLOYMENT, change));
        Change other = new Change.SetImage(ImageReference.parse("shop/web:1.1"), List.of(), "none");
        assertThat(
                refused(NOT_FOUND, "web.yaml", DEPLOYMENT, other), containsString("in a container 'none'; there are"));
    }

    @Test
    public void setsCustomResourcesListsAndCronJobs() throws Exception {
        String text = """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: example.com/v1, kind: Tool, spec: {image: shop/web:1}}
                - apiVersion: batch/v1
                  kind: CronJob
                  spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: shop/web:1}]}}}}}
                - {apiVersion: v1, kind: ConfigMap, data: {image: shop/web:1}}
                """;
        assertEquals(
                text.replace("Tool, spec: {image: shop/web:1}", "Tool, spec: {image: \"shop/web:2\"}")
                        .replace("[{image: shop/web:1}]", "[{image: \"shop/web:2\"}]"),
                edited("list.yaml", text, image("shop/web:2")));
    }

    @Test
    public void anAnchorIsEditedOnceForAllItsAliases() throws Exception {
        String text = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: &i shop/web:1\n  - image: *i\n";
        assertEquals(text.replace("web:1", "web:2"), edited("pod.yaml", text, image("shop/web:2")));
        String elsewhere = "x: &i shop/web:1\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: *i\n";
        assertThat(
                refused(INVALID_INPUT, "pod.yaml", elsewhere, image("shop/web:2")),
                containsString("pod.yaml, line 6: 'spec.containers[0].image' comes through an alias (*…) from line 1"));
    }

    @Test
    public void saysWhatRunsInsteadWhenTheImageIsNotThere() throws Exception {
        assertThat(
                refused(NOT_FOUND, "web.yaml", DEPLOYMENT, image("shop/api:1")),
                containsString("No object in web.yaml runs the image 'shop/api'; there are"
                        + " docker.io/envoy:2 (web.yaml, line 15), shop/web:1.0 (web.yaml, line 10)"));
        assertThat(
                refused(INVALID_INPUT, "web.yaml", DEPLOYMENT, image("shop/web")),
                containsString("neither tag nor digest"));
        ImageReference untagged = ImageReference.parse("shop/web");
        for (Change change : List.of(
                new Change.SetKustomizeImage(untagged, ""),
                new Change.SetHelmImage(untagged, "values.yaml", "image"))) {
            assertThat(
                    refused(INVALID_INPUT, "values.yaml", "image: {repository: shop/web, tag: '1'}\n", change),
                    containsString("neither tag nor digest"));
        }
    }

    /** Of two objects with the same kind and name in two namespaces each is a place of its own. */
    @Test
    @Covers({"R-24", "T-87"})
    public void theSameNameInAnotherNamespaceIsAnotherPlace() {
        String pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: %s}\nspec:\n  containers:\n"
                + "  - {name: app, image: 'shop/web:%s'}\n";
        Commits commits = new Commits();
        commits.repository.with("pods.yaml", pod.formatted("one", 1) + "---\n" + pod.formatted("two", 1));
        commits.repository.beforePush.add(() -> {
            commits.repository.othersWrite("pods.yaml", pod.formatted("one", 1) + "---\n" + pod.formatted("two", 9));
            return null;
        });
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> commits.run(image("shop/web:2", "pods.yaml")));
        assertThat(
                failure.getMessage(),
                containsString("Pod two/web spec.containers[name=app].image was shop/web:1 when we"));
    }

    @Test
    public void selectsFilesByPathPatternAndDirectory() throws Exception {
        for (String files :
                List.of("apps/web.yaml", "apps", "apps/", "**/web.yaml", "apps/*.yaml", "./apps/web.y?ml", "a*/**")) {
            Commits commits = new Commits();
            commits.repository.with("apps/web.yaml", DEPLOYMENT).with("other/web.yml", DEPLOYMENT);
            commits.run(image("shop/web:2", files));
            assertTrue(files, commits.repository.text("apps/web.yaml").contains("shop/web:2"));
            assertEquals(files, DEPLOYMENT, commits.repository.text("other/web.yml"));
        }
        Commits commits = new Commits();
        commits.repository.with("apps/web.yaml", DEPLOYMENT);
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> commits.run(image("shop/web:2", "x/*.yaml")));
        assertThat(failure.getMessage(), containsString("No file of the branch matches x/*.yaml (it has 1 file)"));
    }

    @Test
    public void leavesOutTemplatesButSaysSo() throws Exception {
        Commits commits = new Commits();
        commits.repository
                .with("web.yaml", DEPLOYMENT)
                .with("chart/templates/a.yaml", "{{ if x }}\nimage: shop/web:1\n{{ end }}\n")
                .with("chart/templates/b.yaml", "{{ if x }}\n");
        commits.run(image("shop/web:2"));
        assertThat(
                commits.log,
                hasItem(containsString("WARNING Left out, although it contains 'web': chart/templates/a.yaml")));
        assertFalse(commits.log.toString().contains("/b.yaml"));
        DeploymentException failure = assertThrows(
                DeploymentException.class, () -> commits.run(image("shop/web:3", "chart/templates/a.yaml")));
        assertThat(failure.getMessage(), containsString("is not valid YAML"));
    }

    @Test
    public void kustomizeEntriesGetTheTag() throws Exception {
        assertKustomize("- name: shop/web\n  newTag: '1'\n", "shop/web:2", "- name: shop/web\n  newTag: '2'\n");
        assertKustomize("- name: shop/web # c\n", "shop/web:1.10", "- name: shop/web # c\n  newTag: \"1.10\"\n");
        assertKustomize(
                "- newTag: 1.2.3 # c\n  name: shop/web\n", "shop/web:1.2.4", "- newTag: 1.2.4 # c\n  name: shop/web\n");
        assertKustomize("- {name: shop/web}\n", "shop/web:v2", "- {name: shop/web, newTag: v2}\n");
        assertKustomize(
                "- name: app\n  newName: shop/web\n  newTag: v1\n",
                "shop/web:v2",
                "- name: app\n  newName: shop/web\n  newTag: v2\n");
        assertKustomize("- name: nginx\n  newTag: v1\n", "docker.io/library/nginx:v2", "- name: nginx\n  newTag: v2\n");
        assertKustomize(
                "- name: shop/web\n  newTag: 1.10\n", "shop/web:1.11", "- name: shop/web\n  newTag: \"1.11\"\n");
    }

    @Test
    public void kustomizeTagAndDigestTakeEachOthersPlace() throws Exception {
        assertKustomize(
                "- name: a\n  digest: " + DIGEST + " # c\n  x: 1\n", "a:v2", "- name: a\n  newTag: v2 # c\n  x: 1\n");
        assertKustomize("- digest: " + DIGEST + "\n  newTag: v1\n  name: a\n", "a:v2", "- newTag: v2\n  name: a\n");
        assertKustomize("- name: a\n  newTag: v1\n  digest: " + DIGEST + "\n", "a:v2", "- name: a\n  newTag: v2\n");
        assertKustomize("- {name: a, digest: x, newTag: v1}\n", "a:v2", "- {name: a, newTag: v2}\n");
        assertKustomize("- {name: a, newTag: v1, digest: x}\n", "a:v2", "- {name: a, newTag: v2}\n");
        assertKustomize("- name: a\n  newTag: v1\n", "a@" + DIGEST, "- name: a\n  digest: " + DIGEST + "\n");
        assertKustomize("- name: a\n", "a:v1@" + DIGEST, "- name: a\n  newTag: v1\n  digest: " + DIGEST + "\n");
    }

    @Test
    public void kustomizeFailuresSayWhatIsThere() throws Exception {
        String text = "images:\n- name: b\n";
        Change change = new Change.SetKustomizeImage(ImageReference.parse("a:2"), "x");
        assertThat(
                refused(NOT_FOUND, "x/kustomization.yaml", text, change),
                containsString("has no image 'a' in 'images'; it has b. Add '- name: a' there once"));
        assertThat(refused(NOT_FOUND, "x/kustomization.yaml", "a: 1\n", change), containsString("it has none"));
        assertThat(
                refused(NOT_FOUND, "y/kustomization.yaml", text, change),
                containsString("'x' holds no kustomization.yaml; the branch has y/kustomization.yaml"));
        assertThat(
                refused(INVALID_INPUT, "x/kustomization.yaml", "images: a\n", change), containsString("wants a list"));
    }

    @Test
    public void helmValuesGetTheTag() throws Exception {
        assertHelm(
                "web:\n  image:\n    repository: shop/web\n    tag: 1 # c\n",
                "shop/web:v2",
                "web:\n  image:\n    repository: shop/web\n    tag: v2 # c\n");
        assertHelm(
                "web:\n  image: {repository: shop/web, tag: \"\"}\n",
                "shop/web:2",
                "web:\n  image: {repository: shop/web, tag: \"2\"}\n");
        assertHelm(
                "web:\n  image:\n    repository: shop/web\n",
                "shop/web:1.10",
                "web:\n  image:\n    repository: shop/web\n    tag: \"1.10\"\n");
        assertHelm("web:\n  image: shop/web:1 # c\n", "shop/web:2", "web:\n  image: shop/web:2 # c\n");
        assertHelm("web:\n  image:\n", "shop/web:2", "web:\n  image: shop/web:2\n");
        assertHelm(
                "web:\n  image:\n    repository: old/web\n    tag: a\n",
                "shop/web:b",
                "web:\n  image:\n    repository: shop/web\n    tag: b\n");
        assertHelm(
                "web:\n  image:\n    registry: r.example\n    repository: shop/web\n    tag: a\n",
                "r.example/shop/web:b",
                "web:\n  image:\n    registry: r.example\n    repository: shop/web\n    tag: b\n");
        assertHelm(
                "web:\n  image:\n    registry: old.example\n    repository: shop/web\n    tag: a\n",
                "r.example/shop/web:b",
                "web:\n  image:\n    registry: r.example\n    repository: shop/web\n    tag: b\n");
        assertHelm(
                "web:\n  image:\n    repository: shop/web\n    tag: a\n    digest: " + DIGEST + "\n",
                "shop/web:b",
                "web:\n  image:\n    repository: shop/web\n    tag: b\n    digest: \"\"\n");
        assertHelm(
                "web:\n  image:\n    repository: shop/web\n    digest: \"\"\n",
                "shop/web@" + DIGEST,
                "web:\n  image:\n    repository: shop/web\n    digest: \"" + DIGEST + "\"\n");
        assertHelm(
                "web:\n  image:\n    repository: shop/web\n    tag: 1.10\n",
                "shop/web:1.10",
                "web:\n  image:\n    repository: shop/web\n    tag: \"1.10\"\n");
    }

    @Test
    public void helmFailuresSayWhatIsThere() throws Exception {
        Change change = new Change.SetHelmImage(ImageReference.parse("a:2"), "v.yaml", "web.image");
        assertThat(refused(NOT_FOUND, "v.yaml", "web: {x: 1}\n", change), containsString("'web' has the keys x"));
        assertThat(
                refused(NOT_FOUND, "v.yaml", "web: {image: {name: a}}\n", change),
                containsString("'web.image' has no 'repository'; it has name"));
        assertThat(refused(INVALID_INPUT, "v.yaml", "web: {image: [a]}\n", change), containsString("is a list"));
        Change digest = new Change.SetHelmImage(ImageReference.parse("a@" + DIGEST), "v.yaml", "web.image");
        assertThat(
                refused(INVALID_INPUT, "v.yaml", "web: {image: {repository: a}}\n", digest),
                containsString("has no 'digest'"));
        assertThat(refused(NOT_FOUND, "w.yaml", "a: 1\n", change), containsString("v.yaml"));
    }

    @Test
    public void helmImageOfAnotherApplicationIsNotOverwritten() throws Exception {
        Change change = new Change.SetHelmImage(ImageReference.parse("r.example/shop/web:2"), "v.yaml", "web.image");
        for (String other : List.of(
                "nginx:1.29",
                "{repository: r.example/shop/api, tag: 1}",
                "{registry: r.example, repository: shop/api, tag: 1}",
                "'{{ .Values.other }}'")) {
            assertThat(
                    other,
                    refused(INVALID_INPUT, "v.yaml", "web:\n  image: " + other + "\n", change),
                    allOf(
                            containsString("'web.image' holds '"),
                            containsString("another image than 'r.example/shop/web'"),
                            containsString("gitopsValue")));
        }
    }

    @Test
    @Covers("R-26")
    public void whatIsThereAlreadyIsNotCommittedAgain() throws Exception {
        Commits commits = new Commits();
        commits.repository
                .with("web.yaml", DEPLOYMENT)
                .with("kustomization.yaml", "images:\n- name: shop/web\n  newTag: v1\n")
                .with("values.yaml", "image: {repository: shop/web, tag: v1}\nn: 3\n");
        CommitResult result = commits.run(
                image("shop/web:1.0"),
                new Change.SetKustomizeImage(ImageReference.parse("shop/web:v1"), "."),
                new Change.SetHelmImage(ImageReference.parse("shop/web:v1"), "values.yaml", "image"),
                new Change.SetValue("values.yaml", "n", "3", false));
        assertFalse(result.changed());
        assertEquals("commit1", result.commit());
        assertEquals(1, commits.repository.commits);
        assertThat(commits.log, hasItem("Nothing to change: main is as wanted at commit1"));
    }

    private static void assertKustomize(String before, String image, String after) throws Exception {
        Change change = new Change.SetKustomizeImage(ImageReference.parse(image), "app");
        String head = "resources: [a]\nimages: # pinned\n";
        assertEquals(head + after + "# end\n", edited("app/kustomization.yaml", head + before + "# end\n", change));
    }

    private static void assertHelm(String before, String image, String after) throws Exception {
        Change change = new Change.SetHelmImage(ImageReference.parse(image), "v.yaml", "web.image");
        assertEquals(after, edited("v.yaml", before, change));
    }
}
