package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * {@link Change.SetKustomizeImage}: as {@code kustomize edit set image}, tag and digest of the entry become those of
 * the image, and one that the image does not have goes. The entry is found by its {@code name}, as kustomize does, else
 * by its {@code newName}, for kustomizations that give a placeholder in the manifests its real repository.
 */
final class KustomizeImageEdit {
    private static final List<String> FILES = List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    private final Draft draft;
    private final Change.SetKustomizeImage change;

    KustomizeImageEdit(Draft draft, Change.SetKustomizeImage change) {
        this.draft = draft;
        this.change = change;
    }

    void make() throws DeploymentException, InterruptedException {
        String file = file();
        byte[] content = draft.read(file);
        YamlEdit yaml = YamlEdit.open(file, content);
        List<YamlPlace> entries = entries(yaml);
        boolean changed = false;
        for (YamlPlace entry : entries) {
            changed |= edit(yaml, entry);
        }
        if (changed) {
            draft.write(file, content, yaml.content());
        }
    }

    private String file() throws DeploymentException {
        boolean top = List.of("", ".", "./", "/").contains(change.directory().strip());
        String directory = top ? "" : RepositoryPaths.relative(change.directory());
        String prefix = directory.isEmpty() || directory.endsWith("/") ? directory : directory + "/";
        List<String> files = FILES.stream()
                .map(name -> prefix + name)
                .filter(path -> Collections.binarySearch(draft.files(), path) >= 0)
                .toList();
        String where = directory.isEmpty() ? "The top of the repository" : "'" + Text.shorten(directory, 200) + "'";
        if (files.isEmpty()) {
            List<String> others = draft.files().stream()
                    .filter(path -> FILES.contains(path.substring(path.lastIndexOf('/') + 1)))
                    .limit(10)
                    .toList();
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    where + " holds no kustomization.yaml; "
                            + (others.isEmpty()
                                    ? "the branch has none."
                                    : "the branch has " + Text.shorten(String.join(", ", others), 500) + "."));
        }
        if (files.size() > 1) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    where + " holds " + String.join(" and ", files) + "; kustomize allows only one.");
        }
        return files.get(0);
    }

    private List<YamlPlace> entries(YamlEdit yaml) throws DeploymentException {
        Optional<YamlPlace> images =
                yaml.documents().stream().flatMap(d -> d.get("images").stream()).findFirst();
        List<YamlPlace> all = images.map(YamlPlace::children).orElse(List.of());
        if (images.isPresent()
                && !(images.get().node() instanceof SequenceNode)
                && !images.get().isNull()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    yaml.at(images.get()) + ": 'images' is a "
                            + YamlEdit.kind(images.get().node()) + ", but kustomize wants a list.");
        }
        return Stream.<Predicate<YamlPlace>>of(
                        entry -> entry.text("name")
                                .filter(change.image().name()::equals)
                                .isPresent(),
                        entry -> sameRepository(entry.text("name").orElse(null)),
                        entry -> sameRepository(entry.text("newName").orElse(null)))
                .map(rule -> all.stream().filter(rule).toList())
                .filter(entries -> !entries.isEmpty())
                .findFirst()
                .orElseThrow(() -> new DeploymentException(
                        Kind.NOT_FOUND,
                        Text.shorten(yaml.file(), 300) + " has no image '"
                                + change.image().name() + "' in 'images'; it has "
                                + (all.isEmpty() ? "none" : names(all)) + ". Add '- name: "
                                + change.image().name()
                                + "' there once."));
    }

    private static String names(List<YamlPlace> entries) {
        return Text.shorten(
                String.join(
                        ", ",
                        entries.stream()
                                .map(e -> e.text("name").orElse("(unnamed)"))
                                .toList()),
                500);
    }

    private boolean sameRepository(@CheckForNull String name) {
        try {
            return name != null && ImageReference.parse(name).sameRepository(change.image());
        } catch (DeploymentException e) {
            return false;
        }
    }

    private boolean edit(YamlEdit yaml, YamlPlace entry) throws DeploymentException {
        String tag = change.image().tag();
        String digest = change.image().digest();
        Optional<String> oldTag = entry.text("newTag");
        Optional<String> oldDigest = entry.text("digest");
        boolean changed = !oldTag.equals(Optional.ofNullable(tag)) || !oldDigest.equals(Optional.ofNullable(digest));
        if (changed) {
            if (tag != null && digest == null && oldTag.isEmpty() && oldDigest.isPresent()) {
                yaml.replace(entry, "digest", "newTag", tag);
            } else if (tag == null && digest != null && oldDigest.isEmpty() && oldTag.isPresent()) {
                yaml.replace(entry, "newTag", "digest", digest);
            } else {
                put(yaml, entry, "newTag", tag);
                put(yaml, entry, "digest", digest);
            }
        }
        String name = entry.text("newName")
                .orElse(entry.text("name").orElse(change.image().name()));
        draft.note(new Draft.Edit(
                yaml.file(),
                entry.line(),
                entry.name(),
                new ImageReference(name, oldTag.orElse(null), oldDigest.orElse(null)).toString(),
                new ImageReference(name, tag, digest).toString(),
                false));
        return changed;
    }

    private static void put(YamlEdit yaml, YamlPlace entry, String key, @CheckForNull String value)
            throws DeploymentException {
        Optional<YamlPlace> present = entry.get(key);
        if (value == null) {
            if (present.isPresent()) {
                yaml.remove(entry, key);
            }
        } else if (present.isEmpty()) {
            yaml.add(entry, List.of(key), value);
        } else if (!value.equals(entry.text(key).orElse(null))) {
            yaml.set(present.get(), value, false);
        }
    }
}
