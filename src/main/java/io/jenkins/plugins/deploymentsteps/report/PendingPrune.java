package io.jenkins.plugins.deploymentsteps.report;

import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.InventoryEntry;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/** What a later step of the build has to prune. A plain class, because it goes into the build's XML. */
final class PendingPrune {
    private final String set;
    private final String namespace;
    private final String deployment;
    private final List<Member> candidates = new ArrayList<>();
    private final List<Member> kept = new ArrayList<>();

    PendingPrune(PrunePlan plan) {
        set = plan.set().name();
        namespace = plan.set().namespace();
        deployment = plan.deployment();
        plan.candidates().forEach(entry -> candidates.add(new Member(entry.ref(), entry.uid())));
        plan.kept().forEach(object -> kept.add(new Member(object.ref(), object.message())));
    }

    PrunePlan toPlan() {
        return new PrunePlan(
                new ApplySet(set, namespace),
                deployment,
                candidates.stream()
                        .map(member -> new InventoryEntry(member.ref(), member.note))
                        .toList(),
                kept.stream()
                        .map(member -> new PrunedObject(member.ref(), PrunedObject.Action.KEPT, member.note))
                        .toList());
    }

    /** One object, with its UID or the reason why it stays. */
    private static final class Member {
        private final String apiVersion;
        private final String kind;
        private final String namespace;
        private final String name;
        private final String note;

        Member(ObjectRef ref, String note) {
            apiVersion = ref.apiVersion();
            kind = ref.kind();
            namespace = ref.namespace();
            name = ref.name();
            this.note = note;
        }

        ObjectRef ref() {
            return new ObjectRef(apiVersion, kind, namespace, name);
        }
    }
}
