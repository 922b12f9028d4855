package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@link Change.SetValue}. */
final class ValueEdit {
    private final Draft draft;
    private final Change.SetValue change;

    ValueEdit(Draft draft, Change.SetValue change) {
        this.draft = draft;
        this.change = change;
    }

    void make() throws DeploymentException, InterruptedException {
        YamlPath path = YamlPath.parse(change.path());
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(change.value())) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The value for '" + path + "' is not valid text: it has half a surrogate pair.");
        }
        String file = RepositoryPaths.relative(change.file());
        byte[] content = draft.read(file);
        YamlEdit yaml = YamlEdit.open(file, content);
        Optional<YamlFinder.Found> search = YamlFinder.find(yaml, path);
        boolean changed;
        if (search.isEmpty()) {
            changed = addDocument(yaml, path);
        } else if (search.get().missing().isEmpty()) {
            changed = set(yaml, search.get());
        } else {
            changed = add(yaml, path, search.get());
        }
        if (changed) {
            draft.write(file, content, yaml.content());
        }
    }

    private boolean set(YamlEdit yaml, YamlFinder.Found found) throws DeploymentException {
        YamlPlace place = found.place();
        String before = place.node() instanceof ScalarNode scalar && !place.isNull() ? scalar.getValue() : null;
        boolean changed = !change.value().equals(before);
        if (changed) {
            yaml.set(place, change.value(), true);
        }
        draft.note(edit(yaml, place.line(), place.name(), before, found));
        return changed;
    }

    private boolean add(YamlEdit yaml, YamlPath path, YamlFinder.Found found) throws DeploymentException {
        if (!change.create() || !found.canBeAdded()) {
            throw YamlFinder.notFound(yaml, path, found);
        }
        yaml.add(found.place(), found.missingKeys(), change.value());
        draft.note(edit(yaml, found.place().line(), path.toString(), null, found));
        return true;
    }

    private boolean addDocument(YamlEdit yaml, YamlPath path) throws DeploymentException {
        List<String> keys = path.steps().stream()
                .map(step -> step instanceof YamlPath.Step.Key key ? key.name() : null)
                .toList();
        if (!change.create() || keys.contains(null)) {
            throw new DeploymentException(Kind.NOT_FOUND, yaml.file() + " is empty, so there is no '" + path + "'.");
        }
        int line = yaml.addDocument(keys, change.value());
        draft.note(new Draft.Edit(yaml.file(), line, path.toString(), null, change.value(), false));
        return true;
    }

    private static String namespace(YamlPlace object) {
        return object.text("metadata", "namespace").map(n -> n + "/").orElse("");
    }

    private Draft.Edit edit(YamlEdit yaml, int line, String place, String before, YamlFinder.Found found) {
        YamlPlace document = found.document();
        String kind = document.text("kind").orElse("");
        String object = kind.isEmpty()
                ? ""
                : kind
                        + document.text("metadata", "name")
                                .map(n -> " " + namespace(document) + n)
                                .orElse("") + " ";
        boolean secret = kind.equals("Secret") || kind.equals("List");
        return new Draft.Edit(yaml.file(), line, object + place, before, change.value(), secret);
    }
}
