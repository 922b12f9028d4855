package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.AntPattern;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * {@link Change.SetImage}. An image is the value of a key {@code image} anywhere in an object (a document or item of a
 * list with {@code apiVersion} and {@code kind}): of any container of any pod template, and wherever a custom resource
 * runs one. Since the repository must be the same, nothing else is hit. ConfigMaps, Secrets and metadata are data,
 * not images. The name is kept as it is spelled there ({@code nginx} or {@code docker.io/library/nginx}); only tag and
 * digest change.
 */
final class ImageEdit {
    /** How many files are read at once. */
    private static final int BATCH = 500;

    /** With more files, only those that contain the name at all are parsed. */
    private static final int PARSE_ALL = 50;

    private static final int MOST_NAMED = 10;

    private final Draft draft;
    private final DeploymentLog log;
    private final Change.SetImage change;
    private final byte[] needle;
    private final Set<String> otherImages = new TreeSet<>();
    private int found;

    ImageEdit(Draft draft, DeploymentLog log, Change.SetImage change) {
        this.draft = draft;
        this.log = log;
        this.change = change;
        String name = change.image().name();
        this.needle = name.substring(name.lastIndexOf('/') + 1).getBytes(StandardCharsets.US_ASCII);
    }

    void make() throws DeploymentException, InterruptedException {
        Set<String> exact = new TreeSet<>();
        List<String> files = select(exact);
        for (int from = 0; from < files.size(); from += BATCH) {
            List<String> batch = files.subList(from, Math.min(files.size(), from + BATCH));
            for (Map.Entry<String, byte[]> file : draft.read(batch).entrySet()) {
                boolean named = contains(file.getValue());
                if (exact.contains(file.getKey())) {
                    edit(file.getKey(), file.getValue());
                } else if (named || files.size() <= PARSE_ALL) {
                    editIfReadable(file.getKey(), file.getValue(), named);
                }
            }
        }
        if (found == 0) {
            throw notFound(files);
        }
    }

    /** Resolves paths and patterns; fills in those files that were named by their path. */
    private List<String> select(Set<String> exact) throws DeploymentException, InterruptedException {
        List<String> patterns = change.files().isEmpty() ? List.of("**/*.yaml", "**/*.yml") : change.files();
        Set<String> selected = new TreeSet<>();
        for (String text : patterns) {
            String pattern = RepositoryPaths.relative(text);
            boolean isPattern = AntPattern.hasWildcard(pattern);
            AntPattern matcher = AntPattern.of(pattern);
            if (!isPattern && Collections.binarySearch(draft.files(), pattern) >= 0) {
                exact.add(pattern);
                selected.add(pattern);
                continue;
            }
            int before = selected.size();
            String below = pattern.endsWith("/") ? pattern : pattern + "/";
            draft.files().stream()
                    .filter(file ->
                            isPattern ? matcher.matches(file) : RepositoryPaths.isYaml(file) && file.startsWith(below))
                    .forEach(selected::add);
            if (selected.size() == before && !isPattern) {
                // Says what is there instead: nothing, a symbolic link, a directory without YAML files.
                draft.read(pattern);
            }
        }
        if (selected.isEmpty()) {
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    "No file of the branch matches " + Text.shorten(String.join(", ", patterns), 300) + " (it has "
                            + YamlFinder.count(draft.files().size(), "file") + ").");
        }
        return List.copyOf(selected);
    }

    private boolean contains(byte[] content) {
        int last = content.length - needle.length;
        for (int i = 0; i <= last; i++) {
            int j = 0;
            while (j < needle.length && content[i + j] == needle[j]) {
                j++;
            }
            if (j == needle.length) {
                return true;
            }
        }
        return false;
    }

    /** A template among the manifests is no reason to fail, unless it was named by its path. */
    private void editIfReadable(String file, byte[] content, boolean named) throws DeploymentException {
        YamlEdit yaml;
        try {
            yaml = YamlEdit.open(file, content);
        } catch (DeploymentException e) {
            if (named) {
                log.warn("Left out, although it contains '" + new String(needle, StandardCharsets.US_ASCII) + "': "
                        + e.getMessage());
            }
            return;
        }
        edit(yaml, content);
    }

    private void edit(String file, byte[] content) throws DeploymentException {
        edit(YamlEdit.open(file, content), content);
    }

    private void edit(YamlEdit yaml, byte[] content) throws DeploymentException {
        Visit visit = new Visit(yaml);
        for (YamlPlace document : yaml.documents()) {
            visit.look(document, null);
        }
        if (visit.changes) {
            draft.write(yaml.file(), content, yaml.content());
        }
    }

    private DeploymentException notFound(List<String> files) {
        String where = files.size() == 1 ? files.get(0) : "the " + files.size() + " files";
        String container = change.container() == null ? "" : " in a container '" + change.container() + "'";
        String others = otherImages.isEmpty()
                ? "no other image was seen"
                : "there are "
                        + String.join(
                                ", ", otherImages.stream().limit(MOST_NAMED).toList())
                        + (otherImages.size() > MOST_NAMED
                                ? " and " + (otherImages.size() - MOST_NAMED) + " more"
                                : "");
        return new DeploymentException(
                Kind.NOT_FOUND,
                "No object in " + Text.shorten(where, 300) + " runs the image '"
                        + change.image().name() + "'"
                        + Text.shorten(container, 100) + "; " + others
                        + ". For a kustomization, Helm values or any other path there are changes of their own.");
    }

    private final class Visit {
        private final YamlEdit yaml;
        private final Set<Node> set = Collections.newSetFromMap(new IdentityHashMap<>());
        private boolean changes;

        Visit(YamlEdit yaml) {
            this.yaml = yaml;
        }

        void look(YamlPlace place, @CheckForNull String outer) throws DeploymentException {
            String object = outer;
            String kind = place.text("kind").orElse(null);
            if (kind != null && place.text("apiVersion").isPresent()) {
                if (kind.equals("ConfigMap") || kind.equals("Secret")) {
                    return;
                }
                object = kind + " "
                        + place.text("metadata", "namespace").map(n -> n + "/").orElse("")
                        + place.text("metadata", "name").orElse("(unnamed)");
            }
            if (object != null) {
                YamlPlace image = place.get("image").orElse(null);
                if (image != null && image.node() instanceof ScalarNode scalar && Tag.STR.equals(scalar.getTag())) {
                    consider(image, scalar, place.text("name").orElse(null), object);
                }
            }
            YamlPlace metadata = place.get("metadata").orElse(null);
            for (YamlPlace child : place.children()) {
                if (metadata == null || child.node() != metadata.node()) {
                    look(child, object);
                }
            }
        }

        private void consider(YamlPlace place, ScalarNode scalar, @CheckForNull String container, String object)
                throws DeploymentException {
            ImageReference present;
            try {
                present = ImageReference.parse(scalar.getValue());
            } catch (DeploymentException e) {
                // Such as a placeholder of a template engine: not the image that is looked for.
                return;
            }
            String only = change.container();
            boolean wanted = present.sameRepository(change.image()) && (only == null || only.equals(container));
            if (!wanted) {
                otherImages.add(present + " (" + Text.shorten(yaml.at(place), 200) + ")");
                return;
            }
            found++;
            ImageReference image = new ImageReference(
                    present.name(), change.image().tag(), change.image().digest());
            if (place.aliased() && set.contains(scalar)) {
                return;
            }
            String before = scalar.getValue();
            if (!Objects.equals(image, present)) {
                yaml.set(place, image.toString(), false);
                set.add(scalar);
                changes = true;
            }
            draft.note(new Draft.Edit(
                    yaml.file(), place.line(), object + " " + place.name(), before, image.toString(), false));
        }
    }
}
