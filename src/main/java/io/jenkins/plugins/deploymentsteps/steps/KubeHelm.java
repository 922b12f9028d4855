package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.rendering.HelmChart;
import io.jenkins.plugins.deploymentsteps.rendering.RenderedObjects;
import io.jenkins.plugins.deploymentsteps.rendering.Tool;
import io.jenkins.plugins.deploymentsteps.targets.ConnectionPolicy;
import io.jenkins.plugins.deploymentsteps.workspace.WorkspaceLook;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeHelm}: applies what a chart is rendered to, or has Helm keep a release of it. */
public final class KubeHelm extends KubeSource {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String DEFAULT_MODE = Arguments.name(HelmMode.TEMPLATE);

    private final String chart;
    private String values;
    private String set;
    private String version;
    private String release;
    private String mode;

    /** @param chart a path of the workspace, {@code oci://…}, {@code https://….tgz} or {@code repository/chart} */
    @DataBoundConstructor
    public KubeHelm(@CheckForNull String chart) {
        this.chart = Util.fixEmptyAndTrim(chart);
    }

    /** Returns the chart. */
    @CheckForNull
    public String getChart() {
        return chart;
    }

    /** Returns the files of values. */
    @CheckForNull
    public String getValues() {
        return values;
    }

    /** Sets files of values in the workspace, separated by newline or comma; later ones win. */
    @DataBoundSetter
    public void setValues(@CheckForNull String values) {
        this.values = Util.fixEmptyAndTrim(values);
    }

    /** Returns single values. */
    @CheckForNull
    public String getSet() {
        return set;
    }

    /** Sets single values, one {@code name=value} a line, as {@code helm --set} takes them. */
    @DataBoundSetter
    public void setSet(@CheckForNull String set) {
        this.set = Util.fixEmptyAndTrim(set);
    }

    /** Returns the chart's version. */
    @CheckForNull
    public String getVersion() {
        return version;
    }

    /** Sets the version of a chart that is not in the workspace. */
    @DataBoundSetter
    public void setVersion(@CheckForNull String version) {
        this.version = Util.fixEmptyAndTrim(version);
    }

    /** Returns the release's name. */
    @CheckForNull
    public String getRelease() {
        return release;
    }

    /** Sets the release's name; without, it is the chart's. */
    @DataBoundSetter
    public void setRelease(@CheckForNull String release) {
        this.release = Util.fixEmptyAndTrim(release);
    }

    /** Returns who keeps the release. */
    public String getMode() {
        return Arguments.orDefault(mode, DEFAULT_MODE);
    }

    /** Sets who keeps the release: {@code template} or {@code release}. */
    @DataBoundSetter
    public void setMode(@CheckForNull String mode) {
        this.mode = mode;
    }

    @Override
    KubeHelm expand(UnaryOperator<String> variables) {
        KubeHelm expanded = new KubeHelm(Arguments.expanded(chart, variables));
        expanded.setValues(Arguments.expanded(values, variables));
        expanded.setSet(Arguments.expanded(set, variables));
        expanded.setVersion(Arguments.expanded(version, variables));
        expanded.setRelease(Arguments.expanded(release, variables));
        expanded.setMode(Arguments.expanded(getMode(), variables));
        return expanded;
    }

    @Override
    void check() throws DeploymentException {
        String given = Arguments.required("chart", chart, "a chart of the workspace, such as charts/shop, or oci://…");
        if (HelmChart.isUrl(given)) {
            HelmChart.checkRemote(given, version);
        } else {
            SourceFields.path("chart", given);
        }
        if (values != null) {
            SourceFields.paths("values", values);
        }
        HelmChart.checkSet("set", SourceFields.lines(set));
        releaseName();
        Arguments.choice("mode", getMode(), HelmMode.class);
    }

    private String releaseName() throws DeploymentException {
        String name = Arguments.required(
                "release",
                release == null ? HelmChart.releaseOf(chart) : release,
                "a name for the release, because that of the chart cannot be one");
        HelmChart.checkRelease("release", name);
        return name;
    }

    /** Returns whether Helm keeps a release. */
    boolean isRelease() {
        return getMode().equals(Arguments.name(HelmMode.RELEASE));
    }

    @Override
    List<ManifestFile> manifests(SourceContext context) throws DeploymentException, IOException, InterruptedException {
        if (isRelease()) {
            ConnectionPolicy.checkCredentialOnAgent("mode: 'release'");
        }
        return RenderedObjects.of(Tool.HELM, chart, context.run(locate(context).template()));
    }

    /** Finds chart and values on the agent. */
    HelmChart locate(SourceContext context) throws DeploymentException, IOException, InterruptedException {
        String path = HelmChart.isUrl(chart)
                ? null
                : WorkspaceLook.find(context.build().workspace(), "chart", chart);
        if (path == null) {
            HelmChart.checkRemote(chart, version);
        }
        List<String> files = new ArrayList<>();
        for (String file : Text.items(values)) {
            files.add(WorkspaceLook.at(context.build().workspace(), "values", file, WorkspaceLook.Expected.FILE));
        }
        return new HelmChart(
                path == null ? chart : path,
                path != null,
                version,
                releaseName(),
                context.namespace().get(),
                files,
                SourceFields.lines(set));
    }

    /** Describes the source to Jenkins. */
    @Extension(ordinal = 3)
    @Symbol("kubeHelm")
    public static final class DescriptorImpl extends Descriptor<KubeSource> implements StrictArguments {
        @Override
        public String getDisplayName() {
            return Messages.KubeHelm_DisplayName();
        }

        @Override
        public Set<String> neverNull() {
            return Set.of("values", "set", "version");
        }

        /** Lists the modes for the form. */
        @POST
        public ListBoxModel doFillModeItems() {
            return FormFields.choices(HelmMode.class);
        }

        /** Checks the chart, as far as its text goes. */
        @POST
        public FormValidation doCheckChart(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "chart", value, (argument, text) -> {
                if (HelmChart.isUrl(text)) {
                    HelmChart.checkRemote(text, "any");
                } else {
                    SourceFields.path(argument, text);
                }
            });
        }

        /** Checks the files of values. */
        @POST
        public FormValidation doCheckValues(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "values", value, SourceFields::paths);
        }

        /** Checks the single values. */
        @POST
        public FormValidation doCheckSet(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(
                    item, "set", value, (argument, text) -> HelmChart.checkSet(argument, SourceFields.lines(text)));
        }

        /** Checks the release's name. */
        @POST
        public FormValidation doCheckRelease(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "release", value, HelmChart::checkRelease);
        }
    }
}
