package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.rendering.ImageApplication;
import io.jenkins.plugins.deploymentsteps.rendering.ImageManifests;
import io.jenkins.plugins.deploymentsteps.workspace.WriteManifests;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeImage}: applies an application of which there is nothing but its image. */
public final class KubeImage extends KubeSource {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int DEFAULT_PORT = 8080;
    private static final String DEFAULT_CPU = "100m";
    private static final String DEFAULT_MEMORY = "256Mi";

    private final String image;
    private String name;

    /** Null where a config.xml does not have it; that means the default. */
    private Integer port = DEFAULT_PORT;

    /** Null where a config.xml does not have it; that means one. */
    private Integer replicas = 1;

    private String env;
    private String host;
    private String probe;
    private String cpu;
    private String memory;
    private String writeTo;

    /** @param image with tag or digest */
    @DataBoundConstructor
    public KubeImage(@CheckForNull String image) {
        this.image = Util.fixEmptyAndTrim(image);
    }

    /** Returns the image. */
    @CheckForNull
    public String getImage() {
        return image;
    }

    /** Returns the name of the objects. */
    @CheckForNull
    public String getName() {
        return name;
    }

    /** Sets the name of the objects; without, it is made of the image's. */
    @DataBoundSetter
    public void setName(@CheckForNull String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    /** Returns the port. */
    public int getPort() {
        return port == null ? DEFAULT_PORT : port;
    }

    /** Sets the port that the application listens on; 0 for none. */
    @DataBoundSetter
    public void setPort(int port) {
        this.port = port;
    }

    /** Returns how many pods there are. */
    public int getReplicas() {
        return replicas == null ? 1 : replicas;
    }

    /** Sets how many pods there are. */
    @DataBoundSetter
    public void setReplicas(int replicas) {
        this.replicas = replicas;
    }

    /** Returns the environment variables. */
    @CheckForNull
    public String getEnv() {
        return env;
    }

    /** Sets environment variables, one {@code NAME=value} a line. */
    @DataBoundSetter
    public void setEnv(@CheckForNull String env) {
        this.env = Util.fixEmptyAndTrim(env);
    }

    /** Returns the host. */
    @CheckForNull
    public String getHost() {
        return host;
    }

    /** Sets the host by which it is reached from outside. */
    @DataBoundSetter
    public void setHost(@CheckForNull String host) {
        this.host = Util.fixEmptyAndTrim(host);
    }

    /** Returns the path of the probes. */
    @CheckForNull
    public String getProbe() {
        return probe;
    }

    /** Sets the path that answers with success while the application works; without, an open port will do. */
    @DataBoundSetter
    public void setProbe(@CheckForNull String probe) {
        this.probe = Util.fixEmptyAndTrim(probe);
    }

    /** Returns how much of a processor each pod asks for. */
    public String getCpu() {
        return Arguments.orDefault(cpu, DEFAULT_CPU);
    }

    /** Sets how much of a processor each pod asks for. */
    @DataBoundSetter
    public void setCpu(@CheckForNull String cpu) {
        this.cpu = cpu;
    }

    /** Returns how much memory each pod asks for. */
    public String getMemory() {
        return Arguments.orDefault(memory, DEFAULT_MEMORY);
    }

    /** Sets how much memory each pod asks for and may not exceed. */
    @DataBoundSetter
    public void setMemory(@CheckForNull String memory) {
        this.memory = memory;
    }

    /** Returns where the manifests are written to. */
    @CheckForNull
    public String getWriteTo() {
        return writeTo;
    }

    /** Sets a directory of the workspace that the manifests are written to as well, to be kept in Git. */
    @DataBoundSetter
    public void setWriteTo(@CheckForNull String writeTo) {
        this.writeTo = Util.fixEmptyAndTrim(writeTo);
    }

    @Override
    KubeImage expand(UnaryOperator<String> variables) {
        KubeImage expanded = new KubeImage(Arguments.expanded(image, variables));
        expanded.setName(Arguments.expanded(name, variables));
        expanded.setPort(getPort());
        expanded.setReplicas(getReplicas());
        expanded.setEnv(Arguments.expanded(env, variables));
        expanded.setHost(Arguments.expanded(host, variables));
        expanded.setProbe(Arguments.expanded(probe, variables));
        expanded.setCpu(Arguments.expanded(getCpu(), variables));
        expanded.setMemory(Arguments.expanded(getMemory(), variables));
        expanded.setWriteTo(Arguments.expanded(writeTo, variables));
        return expanded;
    }

    @Override
    void check() throws DeploymentException {
        application().check();
        if (writeTo != null) {
            FormFields.relativePath("writeTo", writeTo);
        }
    }

    private ImageApplication application() throws DeploymentException {
        ImageReference reference = Arguments.image("image", image);
        return new ImageApplication(
                reference,
                name == null ? ImageApplication.nameOf(reference) : name,
                getPort(),
                getReplicas(),
                SourceFields.variables("env", env),
                host,
                probe,
                getCpu(),
                getMemory());
    }

    @Override
    List<ManifestFile> manifests(SourceContext context) throws DeploymentException, IOException, InterruptedException {
        List<ManifestFile> files = ImageManifests.of(application());
        if (writeTo != null) {
            WriteManifests.into(context.build().workspace(), "writeTo", writeTo, files);
            context.log()
                    .info("The manifests are in " + writeTo + "; keep them in Git, and go on with them by manifests.");
        }
        List<ManifestFile> generated = new ArrayList<>();
        for (ManifestFile file : files) {
            generated.add(new ManifestFile("generated by kubeImage, " + file.name(), file.content(), true));
        }
        return generated;
    }

    /** Describes the source to Jenkins. */
    @Extension(ordinal = 1)
    @Symbol("kubeImage")
    public static final class DescriptorImpl extends Descriptor<KubeSource> implements StrictArguments {
        @Override
        public String getDisplayName() {
            return Messages.KubeImage_DisplayName();
        }

        /** Checks the image. */
        @POST
        public FormValidation doCheckImage(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "image", value, Arguments::image);
        }

        /** Checks the environment variables. */
        @POST
        public FormValidation doCheckEnv(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "env", value, SourceFields::variables);
        }

        /** Checks the directory. */
        @POST
        public FormValidation doCheckWriteTo(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "writeTo", value, FormFields::relativePath);
        }
    }
}
