package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Replaces images in a set. Each override must find its image: one that finds none would deploy the old image. */
final class ImageOverrides {
    private static final int MOST_IMAGES_SHOWN = 30;

    private final List<ImageOverride> overrides;
    private final Set<ImageOverride> matched = new HashSet<>();
    private final Set<String> found = new TreeSet<>();

    private ImageOverrides(List<ImageOverride> overrides) {
        this.overrides = overrides;
    }

    static List<Manifest> apply(List<ImageOverride> overrides, List<Manifest> objects) throws DeploymentException {
        if (overrides.isEmpty()) {
            return objects;
        }
        ImageOverrides images = new ImageOverrides(overrides);
        images.refuseContradictions();
        List<Manifest> changed = new ArrayList<>();
        for (Manifest object : objects) {
            changed.add(object.withImages(images::replacement));
        }
        images.failIfUnmatched();
        return changed;
    }

    private void refuseContradictions() throws DeploymentException {
        for (int i = 0; i < overrides.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (overrides
                        .get(i)
                        .repository()
                        .sameRepository(overrides.get(j).repository())) {
                    throw new DeploymentException(
                            Kind.INVALID_INPUT,
                            "images: " + overrides.get(i).repository().name() + " is overridden twice, by "
                                    + overrides.get(j).image() + " and by "
                                    + overrides.get(i).image() + ".");
                }
            }
        }
    }

    private String replacement(String image) {
        found.add(image);
        ImageReference reference;
        try {
            reference = ImageReference.parse(image);
        } catch (DeploymentException e) {
            // A placeholder, or an image that the server will refuse; no override names it.
            return image;
        }
        for (ImageOverride override : overrides) {
            if (override.repository().sameRepository(reference)) {
                matched.add(override);
                return override.image().toString();
            }
        }
        return image;
    }

    private void failIfUnmatched() throws DeploymentException {
        List<String> unmatched = overrides.stream()
                .filter(override -> !matched.contains(override))
                .map(override -> override.repository().name())
                .toList();
        if (!unmatched.isEmpty()) {
            List<String> shown = found.stream()
                    .limit(MOST_IMAGES_SHOWN)
                    .map(image -> Text.shorten(image, 200))
                    .toList();
            String images = shown.isEmpty()
                    ? "They run no image at all."
                    : "They run " + String.join(", ", shown)
                            + (found.size() > shown.size() ? " and " + (found.size() - shown.size()) + " more" : "")
                            + ".";
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    "images: no container of the manifests runs " + String.join(" or ", unmatched)
                            + ", so nothing was applied. " + images);
        }
    }
}
