package io.jenkins.plugins.deploymentsteps.targets;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Arrays;
import java.util.List;

/** Reads the lists that a target holds as one text. */
final class TargetList {
    private TargetList() {}

    /** Splits a list, whose items are separated by newline or comma; blank items do not count. */
    static List<String> items(@CheckForNull String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("[\\r\\n,]"))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList();
    }
}
