package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import java.util.List;

/** One change to the files of a repository. It says what shall be there afterwards, so it can be made again. */
public sealed interface Change {
    /**
     * Checks what can be told without the repository.
     *
     * @throws DeploymentException (invalid input) if an image does not say which one of its repository it is
     */
    default void check() throws DeploymentException {
        ImageReference image = null;
        if (this instanceof SetImage set) {
            image = set.image();
        } else if (this instanceof SetKustomizeImage set) {
            image = set.image();
        } else if (this instanceof SetHelmImage set) {
            image = set.image();
        }
        if (image != null && image.tag() == null && image.digest() == null) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The image '" + image + "' has neither tag nor digest; say which version shall run.");
        }
    }

    /**
     * Sets the image of everything, in any manifest of the files, that runs the same repository: containers and init
     * containers of any pod template, and wherever a custom resource has a key {@code image}. The repository's name
     * stays as it is spelled there. It fails if nothing runs that repository.
     *
     * @param image the wanted image, with tag or digest
     * @param files paths, directories (for the YAML files below them) or Ant patterns, relative to the repository;
     *     empty for every YAML file. Files that are no YAML are left out unless they are named by their path.
     * @param container only containers of that name; null for all
     */
    record SetImage(
            ImageReference image,
            List<String> files,
            @CheckForNull String container) implements Change {
        /** Copies the list. */
        public SetImage {
            files = List.copyOf(files);
        }
    }

    /**
     * Sets an image in the {@code images:} of a kustomization, as {@code kustomize edit set image} does. It fails if
     * there is no entry for it.
     *
     * @param image the wanted image, with tag or digest; its name is the entry's {@code name} or, if no entry has that,
     *     its {@code newName}
     * @param directory of the kustomization, relative to the repository; empty or {@code .} for its top
     */
    record SetKustomizeImage(ImageReference image, String directory) implements Change {}

    /**
     * Sets an image in a Helm values file: a map with {@code repository} and {@code tag} (and {@code registry} and
     * {@code digest} where they are), or one string. It fails if nothing stands at the path.
     *
     * @param image the wanted image, with tag or digest
     * @param file the values file
     * @param path where the image stands, such as {@code web.image}
     */
    record SetHelmImage(ImageReference image, String file, String path) implements Change {}

    /**
     * Sets the value at a path of a YAML file.
     *
     * @param file relative to the repository
     * @param path such as {@code spec.replicas}, {@code items[0].name}, {@code containers[name=web].image},
     *     {@code annotations."example.com/owner"}; in a file of several documents {@code [kind=Service].spec.type}
     * @param value the text of the wanted scalar, written so that it reads back as the type that stood there, else as
     *     a string
     * @param create whether missing keys of maps are added; otherwise a missing path is an error
     */
    record SetValue(String file, String path, String value, boolean create) implements Change {}
}
