package io.jenkins.plugins.deploymentsteps.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** An image that runs since a deployment, by its digests: several where the nodes got different ones. */
@ExportedBean(defaultVisibility = 999)
public final class RunningImage {
    private final String image;
    private final List<String> digests;

    RunningImage(String image, @CheckForNull List<String> digests) {
        this.image = Util.fixNull(image);
        this.digests = new ArrayList<>(Util.fixNull(digests));
        this.digests.removeIf(Objects::isNull);
    }

    /** A build.xml that lacks something is read as if that were empty. */
    private Object readResolve() {
        return new RunningImage(image, digests);
    }

    RunningImage redact(UnaryOperator<String> clean) {
        return new RunningImage(clean.apply(image), digests.stream().map(clean).toList());
    }

    /** Returns the image as the manifests have it. */
    @Exported
    public String getImage() {
        return image;
    }

    /** Returns the digests. */
    @Exported
    public List<String> getDigests() {
        return List.copyOf(digests);
    }
}
