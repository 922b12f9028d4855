package io.jenkins.plugins.deploymentsteps.hosting;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** The repository is as Jenkins asks before it hosts a plugin, and each rule notices when it is not. */
public class HostingRulesTest {
    private static final String VIEW = "src/main/resources/io/jenkins/plugins/deploymentsteps/Planted/config.jelly";
    private static final String ESCAPED = "<?jelly escape-by-default='true'?>\n";

    private final Checkout checkout = Checkout.ofThisBuild();

    /** Nothing is wrong. */
    @Test
    @Covers({"S-25", "S-38", "T-52"})
    public void rulesHold() {
        assertEquals(List.of(), HostingRules.violations(checkout));
    }

    /** Every planted fault is found, and only it. */
    @Test
    public void plantedFaultsAreFound() {
        planted().forEach((violation, faulty) -> assertEquals(List.of(violation), HostingRules.violations(faulty)));
    }

    private Map<String, Checkout> planted() {
        Map<String, Checkout> all = new LinkedHashMap<>();
        pom(
                all,
                "1: the group is com.example",
                "<groupId>io.jenkins.plugins</groupId>",
                "<groupId>com.example</groupId>");
        pom(all, "2: the name says Jenkins: Jenkins Steps", "<name>Deployment Steps<", "<name>Jenkins Steps<");
        pom(all, "2: developers are named", "<scm>", "<developers/><scm>");
        pom(all, "2: the description belongs into index.jelly", "<scm>", "<description>x</description><scm>");
        all.put("2: there is no README.md", checkout.with("README.md", null));
        all.put("2: there is no LICENSE", checkout.with("LICENSE", null));
        pom(
                all,
                "3: the url is https://example.org",
                "<url>https://github.com/jenkinsci/${project.artifactId}-plugin<",
                "<url>https://example.org<");
        pom(
                all,
                "4: connection is scm:git:git://github.com/x",
                "<connection>scm:git:https://github.com/${gitHubRepo}<",
                "<connection>scm:git:git://github.com/x<");
        pom(all, "4: the tag is HEAD", "<tag>${scmTag}<", "<tag>HEAD<");
        pom(all, "5: Jenkins is 2.479.3", "<jenkins.baseline>2.541<", "<jenkins.baseline>2.479<");
        pom(all, "6: the BOM of the baseline is not imported", "bom-${jenkins.baseline}.x", "bom-weekly");
        pom(
                all,
                "6: org.jenkins-ci.plugins:structs carries a version",
                "<artifactId>structs</artifactId>",
                "<artifactId>structs</artifactId><version>1</version>");
        pom(
                all,
                "7: hpi.strictBundledArtifacts is false, not true",
                "strictBundledArtifacts>true<",
                "strictBundledArtifacts>false<");
        pom(
                all,
                "7: maven.compiler.release is defined",
                "<jenkins.baseline>",
                "<maven.compiler.release>17</maven.compiler.release><jenkins.baseline>");
        pom(
                all,
                "8: org.eclipse.jgit:org.eclipse.jgit is what an API plugin is for",
                "<groupId>org.jenkins-ci.plugins</groupId>\n      <artifactId>git-client</artifactId>",
                "<groupId>org.eclipse.jgit</groupId>\n      <artifactId>org.eclipse.jgit</artifactId>");
        pom(all, "12: the version is not the changelist", "<version>${changelist}<", "<version>1.0<");
        all.put(
                "9: repositories are [http://repo.jenkins-ci.org/public/], not Jenkins' own by https",
                checkout.with(
                        "pom.xml",
                        checkout.read("pom.xml").replaceFirst("https://repo.jenkins-ci", "http://repo.jenkins-ci")));
        all.put(
                "10: the Jenkinsfile is not one call of buildPlugin",
                checkout.with("Jenkinsfile", checkout.read("Jenkinsfile") + "echo 'more'\n"));
        all.put(
                "10: JDK 17 is not offered",
                checkout.edited("Jenkinsfile", "'windows', jdk: 21", "'windows', jdk: 17"));
        all.put("11: CODEOWNERS does not name the team", checkout.with(".github/CODEOWNERS", "* @someone\n"));
        all.put("11: there is no security scan", checkout.with(".github/workflows/jenkins-security-scan.yml", null));
        all.put("11: nothing updates the dependencies", checkout.with(".github/dependabot.yml", null));
        all.put("11: .gitignore leaves work", checkout.edited(".gitignore", "work/\n", ""));
        all.put("12: there is no cd.yaml", checkout.with(".github/workflows/cd.yaml", null));
        all.put("12: .mvn/maven.config lacks the format of the changelist", checkout.with(".mvn/maven.config", null));
        all.put(
                "12: .github/release-drafter.yml drafts releases that nobody makes",
                checkout.with(".github/release-drafter.yml", "_extends: .github\n"));
        view(all, " does not begin with escape-by-default", "<div/>");
        view(all, " has a style of its own", ESCAPED + "<style>p {}</style>");
        view(all, " has an inline script", ESCAPED + "<script>run()</script>");
        view(all, " has an inline onclick", ESCAPED + "<div onclick=\"run()\"/>");
        view(all, " has a checkUrl without checkDependsOn", ESCAPED + "<f:textbox checkUrl=\"'x'\"/>");
        view(all, " writes unescaped text", ESCAPED + "<j:out value=\"${it.text}\"/>");
        return all;
    }

    private void pom(Map<String, Checkout> all, String violation, String from, String to) {
        String text = checkout.read("pom.xml");
        int at = text.indexOf(from);
        assertTrue("pom.xml has no " + from, at >= 0);
        all.put(violation, checkout.with("pom.xml", text.substring(0, at) + to + text.substring(at + from.length())));
    }

    private void view(Map<String, Checkout> all, String violation, String content) {
        all.put("14: " + VIEW + violation, checkout.with(VIEW, content));
    }

    /** A view may have scripts that are no scripts, and comments. */
    @Test
    public void harmlessViewsPass() {
        String view = ESCAPED + "<div><!-- <style> --><script src='x.js'/>"
                + "<script type='application/json'>{}</script><f:textbox field='x'/></div>";
        assertEquals(List.of(), HostingRules.violations(checkout.with(VIEW, view)));
    }

    /** Rule 13: no build output was ever committed. */
    @Test
    public void historyHasNoBuildOutput() throws Exception {
        assumeTrue(Files.exists(checkout.root().resolve(".git")));
        Process git = new ProcessBuilder("git", "log", "--format=", "--name-only", "--", "target", "work", "*/target/*")
                .directory(checkout.root().toFile())
                .redirectErrorStream(true)
                .start();
        String committed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, git.waitFor());
        assertEquals("", committed);
    }
}
