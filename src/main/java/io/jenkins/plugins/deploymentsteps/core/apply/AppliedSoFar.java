package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far an apply is, for whoever ends it early: may be asked at any moment and from any thread, also while the apply
 * hangs in a request.
 */
public final class AppliedSoFar {
    /** More names help nobody in a log; the counts are exact. */
    private static final int MOST_NAMES = 20;

    private enum State {
        NOT_SENT,
        /** Sent, and the server has not said what became of it. */
        SENT,
        APPLIED,
        REFUSED,
        /** Deleted to be made anew. */
        DELETED
    }

    private final Map<ObjectRef, State> states = new LinkedHashMap<>();

    AppliedSoFar(Collection<ObjectRef> all) {
        all.forEach(ref -> states.put(ref, State.NOT_SENT));
    }

    /** Returns what keeps account of a batch that is sent. */
    Cluster.ApplyProgress of(List<Manifest> batch) {
        return new Cluster.ApplyProgress() {
            @Override
            public void sent(int index) {
                put(batch.get(index).ref(), State.SENT);
            }

            @Override
            public void answered(int index, ApplyOutcome outcome) {
                put(batch.get(index).ref(), outcome instanceof ApplyOutcome.Applied ? State.APPLIED : State.REFUSED);
            }
        };
    }

    private synchronized void put(ObjectRef ref, State state) {
        states.put(ref, state);
    }

    void unchanged(ObjectRef ref) {
        put(ref, State.APPLIED);
    }

    synchronized void deleted(Collection<ObjectRef> refs) {
        refs.forEach(ref -> states.put(ref, State.DELETED));
    }

    /** Returns one line: how many objects, and which, had been applied, may have been, and had not. */
    public synchronized String summary() {
        List<String> parts = new ArrayList<>();
        int applied = in(State.APPLIED).size();
        parts.add(applied + " of " + Preflight.count(states.size()) + (states.size() == 1 ? " is" : " are")
                + " as in the manifests" + names(State.APPLIED));
        add(parts, State.SENT, "had been sent without an answer and may be, too");
        add(parts, State.DELETED, "had been deleted to be made anew");
        add(parts, State.REFUSED, "had been refused");
        add(parts, State.NOT_SENT, "had not been sent");
        return String.join("; ", parts) + ".";
    }

    private void add(List<String> parts, State state, String what) {
        int count = in(state).size();
        if (count > 0) {
            parts.add(count + " " + what + names(state));
        }
    }

    private Set<ObjectRef> in(State state) {
        Set<ObjectRef> refs = new LinkedHashSet<>();
        states.forEach((ref, each) -> {
            if (each == state) {
                refs.add(ref);
            }
        });
        return refs;
    }

    private String names(State state) {
        List<String> names = in(state).stream().map(ObjectRef::toString).toList();
        if (names.isEmpty()) {
            return "";
        }
        int more = names.size() - MOST_NAMES;
        return ": " + String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
