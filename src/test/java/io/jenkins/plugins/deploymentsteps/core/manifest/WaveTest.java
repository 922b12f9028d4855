package io.jenkins.plugins.deploymentsteps.core.manifest;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.util.Map;
import org.junit.Test;

@Covers("B-14")
public class WaveTest {
    @Test
    public void eachKindGoesWithItsWave() {
        Map<String, Wave> waves = Map.ofEntries(
                Map.entry("v1/Namespace", Wave.NAMESPACES),
                Map.entry("apiextensions.k8s.io/v1/CustomResourceDefinition", Wave.DEFINITIONS),
                Map.entry("v1/ServiceAccount", Wave.FOUNDATIONS),
                Map.entry("rbac.authorization.k8s.io/v1/ClusterRole", Wave.FOUNDATIONS),
                Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", Wave.CONFIGURATION),
                Map.entry("storage.k8s.io/v1/StorageClass", Wave.FOUNDATIONS),
                Map.entry("v1/Secret", Wave.CONFIGURATION),
                Map.entry("v1/Service", Wave.CONFIGURATION),
                Map.entry("apps/v1/Deployment", Wave.WORKLOADS),
                Map.entry("batch/v1/CronJob", Wave.WORKLOADS),
                Map.entry("v1/Pod", Wave.WORKLOADS),
                Map.entry("networking.k8s.io/v1/Ingress", Wave.OTHERS),
                Map.entry("autoscaling/v2/HorizontalPodAutoscaler", Wave.OTHERS),
                Map.entry("example.org/v1/Namespace", Wave.OTHERS),
                Map.entry("admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration", Wave.ADMISSION));
        waves.forEach((type, wave) -> {
            int slash = type.lastIndexOf('/');
            ObjectRef ref = new ObjectRef(type.substring(0, slash), type.substring(slash + 1), null, "x");
            assertThat(type, Wave.of(ref), is(wave));
        });
    }
}
