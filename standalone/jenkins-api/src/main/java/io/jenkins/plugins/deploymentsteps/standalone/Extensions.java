package io.jenkins.plugins.deploymentsteps.standalone;

import hudson.Extension;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.java.sezpoz.Index;
import net.java.sezpoz.IndexItem;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;

/** The extensions that the indexes on the class path list, and the stand-ins' own; made when first asked for. */
final class Extensions {
    private record Found(Object instance, double ordinal) {}

    private List<Found> found;

    synchronized <T> List<T> of(Class<T> type) {
        if (found == null) {
            found = load();
        }
        List<T> matching = new ArrayList<>();
        for (Found each : found) {
            if (type.isInstance(each.instance)) {
                matching.add(type.cast(each.instance));
            }
        }
        return matching;
    }

    private static List<Found> load() {
        List<Found> all = new ArrayList<>();
        all.add(new Found(new GitHostKeyVerificationConfiguration(), 0));
        ClassLoader loader = Extensions.class.getClassLoader();
        for (IndexItem<Extension, Object> each : Index.load(Extension.class, Object.class, loader)) {
            try {
                all.add(new Found(each.instance(), each.annotation().ordinal()));
            } catch (InstantiationException e) {
                throw new IllegalStateException("The extension " + each.className() + " cannot be made", e);
            }
        }
        all.sort(Comparator.comparingDouble(Found::ordinal).reversed());
        return all;
    }
}
