package io.jenkins.plugins.deploymentsteps.report;

import hudson.Util;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What was changed in one file of a repository. */
@ExportedBean(defaultVisibility = 999)
public final class FileReport {
    private final String path;
    private final List<String> edits;

    FileReport(String path, List<String> edits) {
        this.path = Util.fixNull(path);
        this.edits = new ArrayList<>(Util.fixNull(edits));
    }

    /** A build.xml that lacks something is read as if that were empty. */
    private Object readResolve() {
        return new FileReport(path, edits);
    }

    FileReport redact(UnaryOperator<String> clean) {
        return new FileReport(clean.apply(path), edits.stream().map(clean).toList());
    }

    /** Returns the path within the repository. */
    @Exported
    public String getPath() {
        return path;
    }

    /** Returns one line for each edit. */
    @Exported
    public List<String> getEdits() {
        return List.copyOf(edits);
    }
}
