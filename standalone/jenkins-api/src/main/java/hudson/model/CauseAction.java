package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Why a build was started: all reasons. */
@ExportedBean
public class CauseAction implements Action {
    private final List<Cause> causes;

    /** Says why. */
    public CauseAction(Cause... c) {
        causes = new ArrayList<>(Arrays.asList(c));
    }

    /** {@return all reasons} */
    @Exported(visibility = 2)
    public List<Cause> getCauses() {
        return List.copyOf(causes);
    }

    @Override
    public String getDisplayName() {
        return "Cause";
    }

    @Override
    @CheckForNull
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return "cause";
    }
}
