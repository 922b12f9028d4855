package io.jenkins.plugins.deploymentsteps.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.beAssignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each package may know: the arrows of the design, for the packages below one root. */
final class ArchitectureRules {
    private static final String[] JENKINS = {
        "hudson..",
        "jenkins..",
        "com.cloudbees..",
        "org.jenkinsci..",
        "org.kohsuke..",
        "org.springframework..",
        "org.jvnet.localizer.."
    };

    private final String root;

    ArchitectureRules(String root) {
        this.root = root;
    }

    /** {@return the rules by name} */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("core knows nothing but the YAML reader", coreKnowsNothing());
        rules.put("adapters know nothing of Jenkins", noJenkins());
        arrow(rules, "kubernetes", "core", "http");
        arrow(rules, "git", "core", "http");
        arrow(rules, "http", "core");
        arrow(rules, "rendering", "core");
        arrow(rules, "forges", "core", "http");
        arrow(rules, "argocd", "core", "http");
        arrow(rules, "flux", "core", "http");
        arrow(rules, "workspace", "core");
        arrow(rules, "storage", "core", "http");
        arrow(rules, "report", "core", "storage");
        arrow(rules, "credentials", "core", "kubernetes", "git", "forges", "argocd", "flux", "http");
        arrow(rules, "targets", "core", "credentials", "kubernetes", "git", "forges", "argocd", "flux", "http");
        library(rules, "io.fabric8..", "kubernetes");
        library(rules, "okhttp3..", "kubernetes");
        library(rules, "org.eclipse.jgit..", "git", "credentials");
        library(rules, "com.fasterxml.jackson..", "http", "kubernetes", "argocd", "flux", "forges");
        return rules;
    }

    private ArchRule coreKnowsNothing() {
        return noClasses()
                .that()
                .resideInAPackage(in("core"))
                .should()
                .dependOnClassesThat(
                        new DescribedPredicate<JavaClass>("are outside of the core, Java and the YAML reader") {
                            @Override
                            public boolean test(JavaClass type) {
                                String name = type.getBaseComponentType().getPackageName();
                                return !(name.isEmpty()
                                        || name.equals("java")
                                        || name.startsWith("java.")
                                        || name.startsWith("javax.crypto")
                                        || name.startsWith("edu.umd.cs.findbugs.annotations")
                                        || name.startsWith("org.snakeyaml.engine")
                                        || name.equals(root + ".core")
                                        || name.startsWith(root + ".core."));
                            }
                        })
                .allowEmptyShould(true);
    }

    private ArchRule noJenkins() {
        return noClasses()
                .that()
                .resideInAnyPackage(
                        in("kubernetes"),
                        in("git"),
                        in("forges"),
                        in("argocd"),
                        in("flux"),
                        in("http"),
                        in("rendering"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JENKINS)
                .allowEmptyShould(true);
    }

    private void arrow(Map<String, ArchRule> rules, String from, String... to) {
        List<String> allowed = new ArrayList<>(List.of(in(from)));
        for (String each : to) {
            allowed.add(in(each));
        }
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage(in(from))
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(root + "..")
                        .and(DescribedPredicate.not(
                                JavaClass.Predicates.resideInAnyPackage(allowed.toArray(String[]::new)))))
                .allowEmptyShould(true);
        rules.put(from + " → " + String.join(", ", to), rule);
    }

    private void library(Map<String, ArchRule> rules, String library, String... users) {
        List<String> allowed = new ArrayList<>();
        for (String each : users) {
            allowed.add(in(each));
        }
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackages(allowed.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true);
        rules.put(library + " only in " + String.join(", ", users), rule);
    }

    private String in(String name) {
        return root + "." + name + "..";
    }

    /** {@return a rule that says which supertypes the implementations of a type must have one of} */
    static ArchRule implementationsExtend(String type, String... oneOf) {
        DescribedPredicate<JavaClass> implementing = JavaClass.Predicates.assignableTo(type);
        var condition = beAssignableTo(oneOf[0]);
        for (String each : oneOf) {
            condition = condition.or(beAssignableTo(each));
        }
        return classes().that(implementing).should(condition).allowEmptyShould(true);
    }
}
