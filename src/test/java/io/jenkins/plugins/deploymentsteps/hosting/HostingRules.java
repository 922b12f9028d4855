package io.jenkins.plugins.deploymentsteps.hosting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Jenkins asks of a plugin's repository before it hosts it, as far as text shows it. */
final class HostingRules {
    private static final Map<String, String> SWITCHES = Map.of(
            "hpi.strictBundledArtifacts", "true",
            "ban-commons-lang-2.skip", "false",
            "ban-deprecated-stapler.skip", "false",
            "banObsoleteDependencyOverrides.skip", "false",
            "changelist", "999999-SNAPSHOT");

    private static final Pattern API_PLUGIN_EXISTS = Pattern.compile(
            "io\\.fabric8:.*|com\\.fasterxml\\.jackson.*|org\\.yaml:.*|org\\.snakeyaml:.*|com\\.squareup\\.okhttp3:.*"
                    + "|com\\.google\\.code\\.gson:.*|org\\.json:.*|com\\.jayway\\.jsonpath:.*"
                    + "|org\\.apache\\.commons:commons-(lang3|text|compress)|org\\.bouncycastle:.*"
                    + "|org\\.apache\\.httpcomponents.*|com\\.github\\.ben-manes\\.caffeine:.*|org\\.ow2\\.asm:.*"
                    + "|net\\.bytebuddy:.*|org\\.eclipse\\.jgit:.*");

    private static final Pattern BUILD = Pattern.compile("buildPlugin\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern CONFIGURATION =
            Pattern.compile("\\[\\s*platform:\\s*'(linux|windows)',\\s*jdk:\\s*(\\d+)\\s*\\]");

    private final Checkout checkout;
    private final Pom pom;
    private final List<String> violations = new ArrayList<>();

    private HostingRules(Checkout checkout) {
        this.checkout = checkout;
        this.pom = Pom.parse(checkout.read("pom.xml"));
    }

    /** {@return what is wrong, each line beginning with the number of its rule} */
    static List<String> violations(Checkout checkout) {
        HostingRules rules = new HostingRules(checkout);
        rules.coordinates();
        rules.description();
        rules.addresses();
        rules.versions();
        rules.dependencies();
        rules.repositories();
        rules.jenkinsfile();
        rules.files();
        rules.delivery();
        rules.violations.addAll(JellyRules.violations(checkout.below("src/main/resources", ".jelly")));
        return rules.violations;
    }

    private void require(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }

    private void coordinates() {
        String group = pom.text("groupId");
        String artifact = pom.text("artifactId");
        require(group.equals("io.jenkins.plugins"), "1: the group is " + group);
        require(
                artifact.matches("[a-z0-9-]{1,36}"),
                "1: the artifact's name is not lower case or too long: " + artifact);
        require(!artifact.contains("jenkins"), "1: the artifact's name says Jenkins: " + artifact);
        require((group + artifact).length() < 100, "1: the coordinates are too long");
    }

    private void description() {
        String name = pom.text("name");
        require(!name.isEmpty(), "2: there is no name");
        require(!name.matches("(?i).*jenkins.*"), "2: the name says Jenkins: " + name);
        require(!pom.text("licenses", "license", "name").isEmpty(), "2: no license is named");
        require(!checkout.read("LICENSE").isEmpty(), "2: there is no LICENSE");
        require(!checkout.read("README.md").isEmpty(), "2: there is no README.md");
        require(!pom.has("developers"), "2: developers are named");
        require(!pom.has("description"), "2: the description belongs into index.jelly");
        require(!checkout.read("src/main/resources/index.jelly").isEmpty(), "2: there is no index.jelly");
        require(!checkout.read("CONTRIBUTING.md").isEmpty(), "2: there is no CONTRIBUTING.md");
    }

    private void addresses() {
        String home = "https://github.com/jenkinsci/${project.artifactId}-plugin";
        require(pom.text("url").equals(home), "3: the url is " + pom.text("url"));
        String repository = pom.properties().getOrDefault("gitHubRepo", "");
        require(repository.equals("jenkinsci/${project.artifactId}-plugin"), "3: the repository is " + repository);
        for (String each : new String[] {"connection", "developerConnection", "url"}) {
            String address = pom.text("scm", each);
            require(
                    address.matches("(scm:git:)?https://github\\.com/\\$\\{gitHubRepo\\}"),
                    "4: " + each + " is " + address);
        }
        require(pom.text("scm", "tag").equals("${scmTag}"), "4: the tag is " + pom.text("scm", "tag"));
    }

    private void versions() {
        Map<String, String> properties = pom.properties();
        require(pom.text("parent", "artifactId").equals("plugin"), "5: the parent is not the plugin parent POM");
        require(properties.containsKey("jenkins.baseline"), "5: no baseline is defined");
        String version = properties
                .getOrDefault("jenkins.version", "")
                .replace("${jenkins.baseline}", properties.getOrDefault("jenkins.baseline", ""));
        require(isAtLeast(version, 2, 541, 3), "5: Jenkins is " + version);
        SWITCHES.forEach((name, value) -> require(
                value.equals(properties.get(name)), "7: " + name + " is " + properties.get(name) + ", not " + value));
        properties
                .keySet()
                .forEach(each -> require(
                        !each.equals("java.level") && !each.startsWith("maven.compiler."),
                        "7: " + each + " is defined"));
        require(pom.text("version").contains("${changelist}"), "12: the version is not the changelist");
    }

    private static boolean isAtLeast(String version, int... least) {
        String[] parts = version.split("\\.");
        for (int i = 0; i < least.length; i++) {
            int part = i < parts.length && parts[i].matches("\\d+") ? Integer.parseInt(parts[i]) : -1;
            if (part != least[i]) {
                return part > least[i];
            }
        }
        return true;
    }

    private void dependencies() {
        boolean hasBom = false;
        for (Pom.Dependency each : pom.managedDependencies()) {
            hasBom |= each.group().equals("io.jenkins.tools.bom")
                    && each.artifact().equals("bom-${jenkins.baseline}.x")
                    && each.scope().equals("import");
        }
        require(hasBom, "6: the BOM of the baseline is not imported");
        for (Pom.Dependency each : pom.dependencies()) {
            String name = each.group() + ":" + each.artifact();
            require(!each.isPlugin() || each.version().isEmpty(), "6: " + name + " carries a version");
            require(
                    each.isTest() || !API_PLUGIN_EXISTS.matcher(name).matches(),
                    "8: " + name + " is what an API plugin is for");
        }
    }

    private void repositories() {
        for (String each : new String[] {"repositories", "pluginRepositories"}) {
            List<String> urls = pom.urls(each);
            require(
                    urls.equals(List.of("https://repo.jenkins-ci.org/public/")),
                    "9: " + each + " are " + urls + ", not Jenkins' own by https");
        }
    }

    private void jenkinsfile() {
        String text =
                checkout.read("Jenkinsfile").replaceAll("(?m)^\\s*//.*$", "").trim();
        Matcher build = BUILD.matcher(text);
        if (!build.matches()) {
            violations.add("10: the Jenkinsfile is not one call of buildPlugin");
            return;
        }
        require(build.group(1).contains("configurations:"), "10: no configurations are listed");
        int configurations = 0;
        Matcher each = CONFIGURATION.matcher(build.group(1));
        while (each.find()) {
            configurations++;
            require(each.group(2).matches("21|25"), "10: JDK " + each.group(2) + " is not offered");
        }
        require(configurations == build.group(1).split("platform:", -1).length - 1, "10: a configuration is not plain");
        require(configurations > 0, "10: there is no configuration");
    }

    private void files() {
        require(
                checkout.read(".github/CODEOWNERS")
                        .lines()
                        .anyMatch(("* @jenkinsci/" + pom.text("artifactId") + "-plugin-developers")::equals),
                "11: CODEOWNERS does not name the team");
        require(
                checkout.read(".github/workflows/jenkins-security-scan.yml")
                        .contains("jenkins-infra/jenkins-security-scan/"),
                "11: there is no security scan");
        require(
                checkout.read(".github/dependabot.yml").contains("package-ecosystem: maven"),
                "11: nothing updates the dependencies");
        for (String each : new String[] {"target", "work"}) {
            require(
                    checkout.read(".gitignore").lines().anyMatch(line -> line.matches("/?" + each + "/?")),
                    "11: .gitignore leaves " + each);
        }
    }

    private void delivery() {
        require(
                checkout.read(".mvn/extensions.xml")
                        .contains("<artifactId>git-changelist-maven-extension</artifactId>"),
                "12: .mvn/extensions.xml lacks the changelist extension");
        require(
                checkout.read(".mvn/maven.config").lines().anyMatch("-Dchangelist.format=%d.v%s"::equals),
                "12: .mvn/maven.config lacks the format of the changelist");
        require(
                checkout.read(".github/workflows/cd.yaml").contains("jenkins-infra/github-reusable-workflows/"),
                "12: there is no cd.yaml");
        for (String each : new String[] {".github/release-drafter.yml", ".github/workflows/release-drafter.yml"}) {
            require(checkout.read(each).isEmpty(), "12: " + each + " drafts releases that nobody makes");
        }
    }
}
