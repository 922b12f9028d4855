package io.jenkins.plugins.deploymentsteps.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What no class may do, as Jenkins' own security scan and this project's catalogue of faults say. */
final class SecurityRules {
    private static final Pattern SECRET_NAME = Pattern.compile(
            ".*(password|passphrase|pwd|secret|credential|token|accesskey|privatekey).*", Pattern.CASE_INSENSITIVE);

    private final String root;

    SecurityRules(String root) {
        this.root = root;
    }

    /** {@return the rules by name} */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put(
                "T-50 agents send no work to the controller",
                noDependency("jenkins.SlaveToMasterFileCallable")
                        .because("an agent is less trusted than the controller"));
        rules.put("T-50 (core's successor of it)", noDependency("jenkins.security.SlaveToMasterCallable"));
        rules.put(
                "T-50 remote work checks its role",
                ArchitectureRules.implementationsExtend(
                        "hudson.remoting.Callable", "jenkins.agents.ControllerToAgentCallable"));
        rules.put(
                "T-50 remote work on files checks its role",
                ArchitectureRules.implementationsExtend(
                        "hudson.FilePath$FileCallable", "jenkins.agents.ControllerToAgentFileCallable"));
        rules.put("T-51 files only where the work runs on the agent, or is Git's or a build's own", files());
        rules.put("T-51 no processes", processes());
        forbidden(rules);
        rules.put("T-05 web methods answer POST only", webMethods());
        rules.put("T-14 no secret in plain text is kept", plainSecrets());
        return rules;
    }

    private ArchRule files() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        root + ".workspace..", root + ".git..", root + ".report..", root + ".storage..")
                .and()
                // what Kubernetes mounts for the pod that the controller runs in
                .doNotHaveFullyQualifiedName(root + ".kubernetes.InClusterAccount")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .orShould()
                .callConstructorWhere(target(owner(assignableTo("java.io.File"))))
                .orShould()
                .callConstructorWhere(target(owner(assignableTo("java.io.FileInputStream"))))
                .orShould()
                .callConstructorWhere(target(owner(assignableTo("java.io.FileOutputStream"))))
                .allowEmptyShould(true);
    }

    private static ArchRule processes() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould()
                .callMethodWhere(
                        target(owner(assignableTo("java.lang.Runtime"))).and(target(nameMatching("exec"))))
                .allowEmptyShould(true);
    }

    private void forbidden(Map<String, ArchRule> rules) {
        for (String each : new String[] {
            "javax.xml..",
            "groovy..",
            "org.codehaus.groovy..",
            "org.apache.commons.lang",
            "org.apache.commons.text..",
            "javax.servlet..",
            "org.yaml.snakeyaml..",
            "org.eclipse.jgit.gitrepo.."
        }) {
            rules.put(
                    "T-60 " + each,
                    noClasses()
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(each)
                            .allowEmptyShould(true));
        }
        for (String each : new String[] {
            "org.kohsuke.stapler.StaplerRequest",
            "org.kohsuke.stapler.StaplerResponse",
            "hudson.model.UnprotectedRootAction",
            "hudson.security.csrf.CrumbExclusion"
        }) {
            rules.put("T-60 " + each, noDependency(each));
        }
        rules.put(
                "T-60 a kubeconfig is never read by the library",
                noCall(root, "io.fabric8.kubernetes.client.Config", "fromKubeconfig|autoConfigure"));
        rules.put(
                "T-60 no configuration from the surroundings",
                noConstructor("io.fabric8.kubernetes.client.ConfigBuilder"));
        rules.put(
                "T-60 no passwords in addresses",
                noCall(root, "org.eclipse.jgit.transport.URIish", "toPrivateString|toPrivateASCIIString"));
        rules.put(
                "T-60 trust is decided in one place",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(root + ".http..")
                        .should()
                        .callMethodWhere(target(owner(assignableTo("javax.net.ssl.SSLContext")))
                                .and(target(nameMatching("init|setDefault"))))
                        .orShould()
                        .beAssignableTo("javax.net.ssl.TrustManager")
                        .allowEmptyShould(true));
        rules.put(
                "T-60 trust is never changed for all",
                noCall(root, "javax.net.ssl.HttpsURLConnection", "setDefault.*"));
    }

    private static ArchRule noDependency(String name) {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(name)
                .allowEmptyShould(true);
    }

    private ArchRule noCall(String except, String type, String names) {
        String allowed = except.equals(root) ? "none" : except + "..";
        return noClasses()
                .that()
                .resideOutsideOfPackage(allowed)
                .should()
                .callMethodWhere(target(owner(assignableTo(type))).and(target(nameMatching(names))))
                .allowEmptyShould(true);
    }

    private static ArchRule noConstructor(String type) {
        return noClasses()
                .should()
                .callConstructorWhere(
                        target(owner(assignableTo(type))).and(target(new DescribedPredicate<>("without parameters") {
                            @Override
                            public boolean test(
                                    com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget called) {
                                return called.getRawParameterTypes().isEmpty();
                            }
                        })))
                .allowEmptyShould(true);
    }

    private static ArchRule webMethods() {
        return methods()
                .that()
                .haveNameMatching("do[A-Z].*")
                .and()
                .arePublic()
                .and()
                .areDeclaredInClassesThat(
                        assignableTo("hudson.model.Descriptor").or(assignableTo("hudson.model.Action")))
                .should()
                .beAnnotatedWith("org.kohsuke.stapler.verb.POST")
                .allowEmptyShould(true);
    }

    private ArchRule plainSecrets() {
        return noFields()
                .that(new DescribedPredicate<JavaField>("are kept texts named like a secret") {
                    @Override
                    public boolean test(JavaField field) {
                        return field.getRawType().isEquivalentTo(String.class)
                                && !field.getModifiers().contains(JavaModifier.STATIC)
                                && !field.getModifiers().contains(JavaModifier.TRANSIENT)
                                && !field.getName().matches("(?i).*credentialsid")
                                && SECRET_NAME.matcher(field.getName()).matches();
                    }
                })
                .should()
                .beDeclaredInClassesThat()
                .resideInAnyPackage(root + ".steps..", root + ".targets..", root + ".report..")
                .allowEmptyShould(true);
    }
}
