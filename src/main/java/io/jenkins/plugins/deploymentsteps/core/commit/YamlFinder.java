package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds what a {@link YamlPath} leads to in a file, or how far it leads. */
final class YamlFinder {
    private final YamlEdit yaml;
    private final YamlPath path;

    /**
     * What was found.
     *
     * @param document the root of the document
     * @param place the value, or the last thing on the way to it
     * @param missing the steps from there that lead nowhere; empty if the value was found
     * @param reason why the first of them leads nowhere; null if the value was found
     */
    record Found(
            YamlPlace document,
            YamlPlace place,
            List<YamlPath.Step> missing,
            @CheckForNull String reason) {
        /** Whether only keys of maps are missing, so that they can be added. */
        boolean canBeAdded() {
            return missing.stream().allMatch(YamlPath.Step.Key.class::isInstance)
                    && (place.node() instanceof MappingNode || place.isNull());
        }

        List<String> missingKeys() {
            return missing.stream()
                    .map(step -> ((YamlPath.Step.Key) step).name())
                    .toList();
        }
    }

    private YamlFinder(YamlEdit yaml, YamlPath path) {
        this.yaml = yaml;
        this.path = path;
    }

    /**
     * Walks a path in the one document that has it.
     *
     * @return what was found; nothing if the file has no document
     * @throws DeploymentException (invalid input) if several documents or items fit, or a document index is out of range
     */
    static Optional<Found> find(YamlEdit yaml, YamlPath path) throws DeploymentException {
        return new YamlFinder(yaml, path).find();
    }

    /** The failure for a path that leads nowhere. */
    static DeploymentException notFound(YamlEdit yaml, YamlPath path, Found found) {
        return new DeploymentException(
                Kind.NOT_FOUND, yaml.at(found.place()) + ": there is no '" + path + "': " + found.reason());
    }

    private Optional<Found> find() throws DeploymentException {
        List<YamlPlace> candidates = new ArrayList<>(yaml.documents());
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        int first = 0;
        YamlPath.Step step = path.steps().get(0);
        boolean list = candidates.size() == 1 && candidates.get(0).node() instanceof SequenceNode;
        if (step instanceof YamlPath.Step.Index index && !list) {
            if (index.number() >= candidates.size()) {
                throw new DeploymentException(
                        Kind.NOT_FOUND,
                        name() + " has " + count(candidates.size(), "document") + ", so there is no '" + index
                                + "' (the first is [0]).");
            }
            candidates = List.of(candidates.get(index.number()));
            first = 1;
        } else if (step instanceof YamlPath.Step.Match match && !list) {
            candidates.removeIf(document -> !fulfils(document, match));
            if (candidates.isEmpty()) {
                throw new DeploymentException(
                        Kind.NOT_FOUND,
                        name() + " has no document with " + match + "; it has " + describe(yaml.documents()) + ".");
            }
            first = 1;
        }
        if (first == path.steps().size()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT, "The YAML path '" + path + "' names a whole document, not a value in it.");
        }
        return Optional.of(best(candidates, first));
    }

    private Found best(List<YamlPlace> documents, int first) throws DeploymentException {
        List<Found> complete = new ArrayList<>();
        Found furthest = null;
        for (YamlPlace document : documents) {
            Found found = walk(document, first);
            if (found.missing().isEmpty()) {
                complete.add(found);
            }
            if (furthest == null || found.missing().size() < furthest.missing().size()) {
                furthest = found;
            }
        }
        if (complete.size() > 1 || complete.isEmpty() && documents.size() > 1 && furthest.canBeAdded()) {
            List<YamlPlace> which = complete.isEmpty()
                    ? documents
                    : complete.stream().map(Found::document).toList();
            String problem = complete.isEmpty() ? "None of the documents of " : "Several documents of ";
            throw new DeploymentException(
                    complete.isEmpty() ? Kind.NOT_FOUND : Kind.INVALID_INPUT,
                    problem + name() + (complete.isEmpty() ? " has '" : " have '") + path + "': " + describe(which)
                            + ". Say which one is meant by a condition in front, such as [kind=Deployment]."
                            + path.steps().get(path.steps().size() - 1) + " or [metadata.name=web].");
        }
        return complete.isEmpty() ? furthest : complete.get(0);
    }

    private Found walk(YamlPlace document, int first) throws DeploymentException {
        YamlPlace place = document;
        for (int i = first; i < path.steps().size(); i++) {
            List<YamlPath.Step> rest = path.steps().subList(i, path.steps().size());
            YamlPath.Step step = rest.get(0);
            Optional<YamlPlace> next;
            if (step instanceof YamlPath.Step.Key key) {
                next = place.get(key.name());
            } else if (step instanceof YamlPath.Step.Index index) {
                List<YamlPlace> items = items(place);
                next = index.number() < items.size() ? Optional.of(items.get(index.number())) : Optional.empty();
            } else {
                next = matching(place, (YamlPath.Step.Match) step);
            }
            if (next.isEmpty()) {
                return new Found(document, place, rest, reason(place, step, path.before(i)));
            }
            place = next.get();
        }
        return new Found(document, place, List.of(), null);
    }

    private Optional<YamlPlace> matching(YamlPlace place, YamlPath.Step.Match match) throws DeploymentException {
        List<YamlPlace> fitting =
                items(place).stream().filter(item -> fulfils(item, match)).toList();
        if (fitting.size() > 1) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    yaml.at(fitting.get(1)) + ": " + match + " fits several items of '" + place.name()
                            + "', the first on line " + fitting.get(0).line() + ". Add a condition or give the index.");
        }
        return fitting.stream().findFirst();
    }

    private static List<YamlPlace> items(YamlPlace place) {
        return place.node() instanceof SequenceNode ? place.children() : List.of();
    }

    private static boolean fulfils(YamlPlace place, YamlPath.Step.Match match) {
        return match.conditions().stream()
                .allMatch(condition -> place.text(condition.keys().toArray(String[]::new))
                        .filter(condition.value()::equals)
                        .isPresent());
    }

    private static String reason(YamlPlace place, YamlPath.Step step, String before) {
        String here = before.isEmpty() ? "the document" : "'" + before + "'";
        Node node = place.node();
        if (node instanceof MappingNode) {
            if (!(step instanceof YamlPath.Step.Key)) {
                return here + " is a map, not a list.";
            }
            String merged = place.get("<<").isPresent()
                    ? " It merges others with '<<', whose values must be changed where they are written."
                    : "";
            return here + " has " + listed("the keys ", "no keys", place.keys()) + "." + merged;
        }
        if (node instanceof SequenceNode sequence) {
            return step instanceof YamlPath.Step.Key
                    ? here + " is a list; name an item, such as [0] or [name=web]."
                    : here + " has "
                            + listed(
                                    "the items ",
                                    "no items",
                                    place.children().stream()
                                            .map(item -> item.name()
                                                    .substring(place.name().length()))
                                            .toList())
                            + (sequence.getValue().isEmpty() ? "." : " and no " + step + ".");
        }
        return here + (place.isNull() ? " has no value." : " is a single value.");
    }

    private static String listed(String before, String none, List<String> words) {
        if (words.isEmpty()) {
            return none;
        }
        int most = 20;
        String list = Text.shorten(String.join(", ", words.subList(0, Math.min(most, words.size()))), 400);
        return before + list + (words.size() > most ? " and " + (words.size() - most) + " more" : "");
    }

    private static String describe(List<YamlPlace> documents) {
        return listed(
                "",
                "no documents",
                documents.stream()
                        .map(document -> document.text("kind").orElse("a document")
                                + document.text("metadata", "name")
                                        .map(n -> " " + n)
                                        .orElse("")
                                + " (line " + document.line() + ")")
                        .toList());
    }

    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private String name() {
        return Text.shorten(yaml.file(), 300);
    }
}
