package io.jenkins.plugins.deploymentsteps.architecture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.jenkins.plugins.deploymentsteps.Covers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.BeforeClass;
import org.junit.Test;

/** The packages know only what they may, and each rule notices when one does not. */
public class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.deploymentsteps";
    private static final String PLANTED = ROOT + ".architecture.planted";

    private static JavaClasses plugin;
    private static JavaClasses planted;

    /** Reads the classes once. */
    @BeforeClass
    public static void read() {
        plugin = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(new ImportOption.DoNotIncludeJars())
                // The standalone build's packager and runner are no part of the plugin.
                .withImportOption(location -> !location.contains("/deploymentsteps/standalone/"))
                .withImportOption(location -> !location.contains("/deploymentsteps/runner/"))
                .importPackages(ROOT);
        planted = new ClassFileImporter().importPackages(PLANTED);
    }

    /** The arrows between the packages hold. */
    @Test
    public void arrowsHold() {
        assertFalse("no class was read", plugin.isEmpty());
        new ArchitectureRules(ROOT).all().forEach((name, rule) -> rule.as(name).check(plugin));
    }

    /** No class does what opens a hole. */
    @Test
    @Covers({"S-02", "S-12", "S-14", "S-23", "S-24", "S-29", "S-31", "S-32", "T-05", "T-14", "T-50", "T-51", "T-60"})
    public void securityRulesHold() {
        new SecurityRules(ROOT).all().forEach((name, rule) -> rule.as(name).check(plugin));
    }

    /** Every rule that a planted class breaks says so, naming the class. */
    @Test
    public void plantedViolationsAreFound() {
        Map<String, ArchRule> rules = new LinkedHashMap<>(new ArchitectureRules(PLANTED).all());
        rules.putAll(new SecurityRules(PLANTED).all());
        Map<String, String> found = new TreeMap<>();
        rules.forEach((name, rule) -> {
            String report =
                    String.join("\n", rule.evaluate(planted).getFailureReport().getDetails());
            if (!report.isEmpty()) {
                found.put(name, report);
            }
        });
        for (Map.Entry<String, String> each : expected().entrySet()) {
            String report = found.getOrDefault(each.getKey(), "");
            assertEquals(
                    each.getKey() + " must name " + each.getValue() + " but says: " + report,
                    true,
                    report.contains(each.getValue()));
        }
        assertEquals(expected().keySet(), found.keySet());
    }

    private static Map<String, String> expected() {
        Map<String, String> expected = new TreeMap<>();
        expected.put("core knows nothing but the YAML reader", "CoreThatPrints");
        expected.put("adapters know nothing of Jenkins", "GitThatPrints");
        expected.put("git → core, http", "GitThatAsksAForge");
        expected.put("report → core, storage", "ReportThatRunsSteps");
        expected.put("io.fabric8.. only in kubernetes", "StepWithClient");
        expected.put("org.eclipse.jgit.. only in git, credentials", "StepWithClient");
        expected.put("com.fasterxml.jackson.. only in http, kubernetes, argocd, flux, forges", "StepWithClient");
        expected.put("T-50 remote work on files checks its role", "WorkWithoutRole");
        expected.put("T-51 files only where the work runs on the agent, or is Git's or a build's own", "StepWithFiles");
        expected.put("T-51 no processes", "StepWithFiles");
        expected.put("T-60 javax.xml..", "StepWithFiles");
        expected.put("T-60 a kubeconfig is never read by the library", "ClusterFromSurroundings");
        expected.put("T-60 no configuration from the surroundings", "ClusterFromSurroundings");
        expected.put("T-60 no passwords in addresses", "StepWithClient");
        expected.put("T-60 trust is decided in one place", "ClusterFromSurroundings");
        expected.put("T-05 web methods answer POST only", "StepWithOpenCheck");
        expected.put("T-14 no secret in plain text is kept", "StepWithOpenCheck");
        return expected;
    }
}
