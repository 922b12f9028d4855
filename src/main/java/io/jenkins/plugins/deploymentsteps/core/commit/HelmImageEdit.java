package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * {@link Change.SetHelmImage}: one string, or the map that charts use: {@code repository}, {@code tag} and, where the
 * chart has them, {@code registry} and {@code digest}. A key that is not there is not invented, but for {@code tag},
 * which nearly every chart reads (its own version is the default).
 */
final class HelmImageEdit {
    private final Draft draft;
    private final Change.SetHelmImage change;

    HelmImageEdit(Draft draft, Change.SetHelmImage change) {
        this.draft = draft;
        this.change = change;
    }

    void make() throws DeploymentException, InterruptedException {
        YamlPath path = YamlPath.parse(change.path());
        String file = RepositoryPaths.relative(change.file());
        byte[] content = draft.read(file);
        YamlEdit yaml = YamlEdit.open(file, content);
        YamlFinder.Found found = YamlFinder.find(yaml, path)
                .orElseThrow(() ->
                        new DeploymentException(Kind.NOT_FOUND, file + " is empty, so there is no '" + path + "'."));
        if (!found.missing().isEmpty()) {
            throw YamlFinder.notFound(yaml, path, found);
        }
        YamlPlace place = found.place();
        boolean changed;
        if (place.node() instanceof MappingNode) {
            changed = editMap(yaml, place);
        } else if (place.node() instanceof ScalarNode) {
            refuseAnother(yaml, place, place.isNull() ? "" : ((ScalarNode) place.node()).getValue());
            changed = put(yaml, place, change.image().toString());
        } else {
            throw invalid(yaml, place, "is a list, but an image is a string or a map with 'repository' and 'tag'.");
        }
        if (changed) {
            draft.write(file, content, yaml.content());
        }
    }

    private boolean editMap(YamlEdit yaml, YamlPlace map) throws DeploymentException {
        ImageReference image = change.image();
        String wantedTag = image.tag();
        String wantedDigest = image.digest();
        Optional<YamlPlace> repository = map.get("repository");
        Optional<YamlPlace> registry = map.get("registry");
        Optional<YamlPlace> tag = map.get("tag");
        Optional<YamlPlace> digest = map.get("digest");
        if (repository.isEmpty()) {
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    yaml.at(map) + ": '" + map.name() + "' has no 'repository'; it has " + String.join(", ", map.keys())
                            + ". Give the path of a map with 'repository' and 'tag', or of one string.");
        }
        if (wantedDigest != null && digest.isEmpty()) {
            throw invalid(
                    yaml,
                    map,
                    "has no 'digest', so the chart would not run '" + image
                            + "'. Add the key if the chart reads it, or give the image without digest.");
        }
        boolean changed = editName(yaml, map, repository.get(), registry.orElse(null));
        if (wantedTag != null) {
            changed |= tag.isPresent() ? put(yaml, tag.get(), wantedTag) : addTag(yaml, map, wantedTag);
        }
        boolean hasDigest = map.text("digest").filter(d -> !d.isEmpty()).isPresent()
                && !digest.orElseThrow().isNull();
        if (wantedDigest != null) {
            changed |= put(yaml, digest.orElseThrow(), wantedDigest);
        } else if (wantedTag != null && hasDigest) {
            // Charts prefer the digest, so an old one would win over the new tag.
            changed |= put(yaml, digest.orElseThrow(), "");
        }
        return changed;
    }

    private boolean editName(YamlEdit yaml, YamlPlace map, YamlPlace repository, @CheckForNull YamlPlace registry)
            throws DeploymentException {
        String name = change.image().name();
        String host = registry == null || registry.isNull()
                ? ""
                : map.text("registry").orElse("");
        String present =
                (host.isEmpty() ? "" : host + "/") + map.text("repository").orElse("");
        if (sameRepository(present)) {
            return false;
        }
        refuseAnother(yaml, map, present);
        if (host.isEmpty()) {
            return put(yaml, repository, name);
        }
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean hasHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        boolean changed = put(yaml, registry, hasHost ? first : "docker.io");
        return put(yaml, repository, hasHost ? name.substring(slash + 1) : name) | changed;
    }

    /** The same application may move to another registry or project; another application is a path gone wrong. */
    private void refuseAnother(YamlEdit yaml, YamlPlace place, String present) throws DeploymentException {
        if (!present.isEmpty()
                && !lastName(present).equals(lastName(change.image().name()))) {
            throw invalid(
                    yaml,
                    place,
                    "holds '" + Text.shorten(present, 200) + "', which is another image than '"
                            + change.image().name()
                            + "'. Give the path of that one; if this is to run the other image from now on, set it by gitopsValue.");
        }
    }

    /** What is behind the last slash; for what is no image reference, nothing that equals one. */
    private static String lastName(String reference) {
        try {
            String name = ImageReference.parse(reference).name();
            return name.substring(name.lastIndexOf('/') + 1);
        } catch (DeploymentException e) {
            return "";
        }
    }

    private boolean sameRepository(String present) {
        try {
            return ImageReference.parse(present).sameRepository(change.image());
        } catch (DeploymentException e) {
            return false;
        }
    }

    private boolean addTag(YamlEdit yaml, YamlPlace map, String tag) throws DeploymentException {
        yaml.add(map, List.of("tag"), tag);
        draft.note(new Draft.Edit(yaml.file(), map.line(), map.name() + ".tag", null, tag, false));
        return true;
    }

    private boolean put(YamlEdit yaml, YamlPlace place, String value) throws DeploymentException {
        String before = place.node() instanceof ScalarNode scalar && !place.isNull() ? scalar.getValue() : null;
        // A tag such as 1.10 that reads as a number becomes a string even if its text stays.
        boolean same =
                value.equals(before) && ((ScalarNode) place.node()).getTag().equals(Tag.STR);
        if (!same) {
            yaml.set(place, value, false);
        }
        String shown = !same && value.equals(before) ? before + " (a number)" : before;
        draft.note(new Draft.Edit(yaml.file(), place.line(), place.name(), shown, value, false));
        return !same;
    }

    private static DeploymentException invalid(YamlEdit yaml, YamlPlace place, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, yaml.at(place) + ": '" + place.name() + "' " + problem);
    }
}
