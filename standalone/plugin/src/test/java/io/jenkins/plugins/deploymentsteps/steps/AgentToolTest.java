package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import hudson.EnvVars;
import hudson.ExtensionList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Which program is run: a tool of Jenkins, one of several, or what the PATH of the build has. */
public class AgentToolTest {
    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private ToolsFixture tools;

    @Before
    public void overlay() throws Exception {
        tools = new ToolsFixture(fixture);
        Files.createDirectories(tools.workspace().resolve("prod"));
        tools.program("kustomize", script("path"));
    }

    private static String script(String name) {
        return "echo " + name + " > ran\ncat <<'END'\n" + ToolsFixture.CONFIG_MAP + "END\n";
    }

    /** Installs a tool in a directory of its own. */
    private KustomizeTool tool(String name) throws Exception {
        Path home = Files.createDirectories(fixture.root().toPath().resolve("tools/" + name));
        tools.program("../tools/" + name + "/kustomize", script(name));
        return new KustomizeTool(name, home.toString(), List.of());
    }

    private static void configure(KustomizeTool... configured) {
        ExtensionList.lookupSingleton(KustomizeTool.DescriptorImpl.class).setInstallations(configured);
    }

    private String ran() throws Exception {
        fixture.newContext(fixture.build.workspace());
        tools.reset();
        return ranHere();
    }

    private String ranHere() throws Exception {
        fixture.started(ToolsFixture.step(new KubeKustomize("prod")).operation(UnaryOperator.identity()));
        fixture.value();
        return Files.readString(tools.workspace().resolve("ran")).strip();
    }

    @Test
    public void aToolOfJenkinsComesBeforeThePath() throws Exception {
        assertThat(ran(), is("path"));
        configure(tool("only"));
        assertThat(ran(), is("only"));
    }

    @Test
    public void amongSeveralTheDefaultOneOrThatOfThePathIsTaken() throws Exception {
        KustomizeTool old = tool("old");
        KustomizeTool other = tool("new");
        configure(old, other);
        assertThat("nobody has chosen", ran(), is("path"));
        configure(old, other, tool("default"));
        assertThat(ran(), is("default"));

        // As the section tools of a Declarative Pipeline does it.
        EnvVars environment = new EnvVars();
        environment.put("PATH", "/usr/bin:/bin");
        EnvVars chosen = new EnvVars();
        old.buildEnvVars(chosen);
        environment.overrideAll(chosen);
        fixture.newContext(fixture.build.workspace());
        fixture.context.environment(environment);
        assertThat(ranHere(), is("old"));
    }

    @Test
    public void aHomeMayHaveVariablesOfTheBuild() throws Exception {
        tool("only");
        configure(new KustomizeTool("only", "${TOOLS}/only", List.of()));
        EnvVars environment = new EnvVars();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("TOOLS", fixture.root() + "/tools");
        fixture.newContext(fixture.build.workspace());
        fixture.context.environment(environment);
        assertThat(ranHere(), is("only"));
    }

    @Test
    public void aConfiguredToolThatIsNotThereIsMissing() throws Exception {
        ExtensionList.lookupSingleton(KluctlTool.DescriptorImpl.class)
                .setInstallations(new KluctlTool("only", "/nowhere", List.of()));
        fixture.started(ToolsFixture.step(new KubeKluctl("prod")).operation(UnaryOperator.identity()));
        assertThat(fixture.context.failure().getMessage(), containsString("There is no program 'kluctl' on the agent"));
    }
}
