package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.complaint;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.inProgress;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.ready;

import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gateways and their routes, by the conditions that the Gateway API defines ({@code apis/v1} in gateway-api). */
final class GatewayKinds {
    private GatewayKinds() {}

    static Readiness of(String kind, Map<String, Object> object, long generation) {
        if (kind.equals("GatewayClass")) {
            return CustomKinds.mustBeTrue(object, generation, "Accepted");
        } else if (kind.equals("Gateway")) {
            Readiness accepted = CustomKinds.mustBeTrue(object, generation, "Accepted");
            return accepted.state() == Readiness.State.READY
                    ? CustomKinds.mustBeTrue(object, generation, "Programmed")
                    : accepted;
        }
        return kind.endsWith("Route") ? route(object, generation) : CustomKinds.generic(object, generation);
    }

    /** A route has one status for each Gateway that it asks for, written by that Gateway's controller. */
    private static Readiness route(Map<String, Object> object, long generation) {
        List<Map<String, Object>> parents = Fields.maps(object, "status", "parents");
        int wanted = Fields.maps(object, "spec", "parentRefs").size();
        for (Map<String, Object> parent : parents) {
            String name = "Gateway " + Fields.text(parent, "parentRef", "name");
            for (String type : List.of("Accepted", "ResolvedRefs")) {
                Optional<Condition> condition = Condition.find(Fields.maps(parent, "conditions"), type);
                if (condition.isEmpty() || condition.get().isOlderThan(generation)) {
                    return inProgress(name + " has not looked at generation " + generation + " yet");
                } else if (condition.get().isFalse()) {
                    return complaint("not " + type + " by " + name + ": "
                            + condition.get().reasonAndText());
                } else if (!condition.get().isTrue()) {
                    return inProgress("not " + type + " by " + name + ": "
                            + condition.get().reasonAndText());
                }
            }
        }
        if (parents.size() < wanted) {
            return inProgress(parents.size() + " of " + wanted + " Gateways have accepted it");
        }
        return ready("accepted by " + parents.size() + (parents.size() == 1 ? " Gateway" : " Gateways"));
    }
}
