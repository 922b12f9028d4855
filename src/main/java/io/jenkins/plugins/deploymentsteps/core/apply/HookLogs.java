package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells what the containers of hooks write, as far as it was not told yet: without the values of the set's own Secrets, and
 * not without end.
 */
final class HookLogs {
    private static final int MOST_LINES = 1_000;
    private static final int LONGEST_LINE = 2_000;

    private final Cluster cluster;
    private final DeploymentLog log;
    private final CurrentPods pods;
    private final Redactor redactor;

    /** For each container, the time of the last line told, how many of that time were, and how many in all. */
    private final Map<String, String> told;

    private final Map<String, Integer> counts = new HashMap<>();

    HookLogs(Cluster cluster, DeploymentLog log, List<Manifest> set, Map<String, String> told) {
        this.cluster = cluster;
        this.log = log;
        this.pods = new CurrentPods(cluster);
        this.redactor = Redactor.of(secrets(set));
        this.told = new LinkedHashMap<>(told);
    }

    private static List<String> secrets(List<Manifest> set) {
        List<String> values = new ArrayList<>();
        for (Manifest object : set) {
            if (!object.ref().kind().equals("Secret") || !object.ref().group().isEmpty()) {
                continue;
            }
            Fields.map(object.content(), "stringData").values().forEach(value -> values.add(String.valueOf(value)));
            for (Object value : Fields.map(object.content(), "data").values()) {
                try {
                    byte[] bytes = Base64.getMimeDecoder().decode(String.valueOf(value));
                    values.add(new String(bytes, StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    values.add(String.valueOf(value));
                }
            }
        }
        return values;
    }

    /** Returns up to where it was told. */
    Map<String, String> told() {
        return told;
    }

    /** Tells what is new of a hook. What cannot be read is left out. */
    void tell(ObjectRef ref) throws InterruptedException {
        try {
            Optional<Map<String, Object>> object = cluster.read(List.of(ref)).get(0);
            if (object.isPresent()) {
                for (Map<String, Object> pod : pods.ofOrNone(ref, object.get())) {
                    tell(ref, pod);
                }
            }
        } catch (DeploymentException e) {
            // The wait tells what matters of it.
        }
    }

    private void tell(ObjectRef ref, Map<String, Object> pod) throws InterruptedException {
        String name = Fields.text(pod, "metadata", "name");
        ObjectRef podRef = new ObjectRef("v1", "Pod", ref.namespace(), name);
        for (String part : new String[] {"initContainerStatuses", "containerStatuses"}) {
            for (Map<String, Object> status : Fields.maps(pod, "status", part)) {
                if (Fields.at(status, "state", "waiting") == null) {
                    tell(podRef, Fields.text(status, "name"));
                }
            }
        }
    }

    private void tell(ObjectRef pod, String container) throws InterruptedException {
        String key = pod.name() + "/" + container;
        int count = counts.getOrDefault(key, 0);
        if (count > MOST_LINES) {
            return;
        }
        String[] before = told.getOrDefault(key, " 0").split(" ");
        String since = before[0];
        int skip = Integer.parseInt(before[1]);
        String last = since;
        int ofLast = skip;
        for (String line : cluster.timedLogLines(pod, container, since.isEmpty() ? null : since)) {
            int space = line.indexOf(' ');
            String time = space < 0 ? line : line.substring(0, space);
            if (time.compareTo(since) < 0 || time.equals(since) && skip-- > 0) {
                continue;
            }
            ofLast = time.equals(last) ? ofLast + 1 : 1;
            last = time;
            if (++count > MOST_LINES) {
                log.info(key + ": … (more than " + MOST_LINES + " lines; kubectl logs -n " + pod.namespace() + " "
                        + pod.name() + " has the rest)");
                break;
            }
            String text = space < 0 ? "" : line.substring(space + 1);
            log.info(key + ": " + Text.shorten(redactor.redact(text), LONGEST_LINE));
        }
        counts.put(key, count);
        told.put(key, last + " " + ofLast);
    }
}
