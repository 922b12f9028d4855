package io.jenkins.plugins.deploymentsteps.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Wall clock times of several ways to do the same work, printed as ratios to one of them. */
final class Measurements {
    private final PrintStream out;

    /** Work, then way, then the seconds of each round. */
    private final Map<String, Map<String, List<Double>>> seconds = new LinkedHashMap<>();

    Measurements(PrintStream out) {
        this.out = out;
    }

    /** Something that is measured. */
    @FunctionalInterface
    interface Work {
        /** Does it once. */
        void run() throws Exception;
    }

    /**
     * Does a work once and notes how long it took.
     *
     * @param work what is done, such as {@code 1000 objects, unchanged}
     * @param way how it is done, such as {@code kubectl apply}
     */
    void measure(String work, String way, Work once) throws Exception {
        long start = System.nanoTime();
        once.run();
        double elapsed = (System.nanoTime() - start) / 1e9;
        seconds.computeIfAbsent(work, w -> new LinkedHashMap<>())
                .computeIfAbsent(way, w -> new ArrayList<>())
                .add(elapsed);
        out.printf(Locale.ROOT, "  %-28s %-44s %8.3f s%n", work, way, elapsed);
    }

    /** Returns the median of the rounds. */
    double median(String work, String way) {
        double[] sorted = seconds.get(work).get(way).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * Prints a Markdown table of the medians and of their ratios.
     *
     * @param reference the way that the others are compared with
     */
    void printTable(String reference) {
        List<String> ways = seconds.values().stream()
                .flatMap(byWay -> byWay.keySet().stream())
                .distinct()
                .toList();
        out.println();
        out.println("Medians in seconds; in brackets the ratio to " + reference + ":");
        out.println();
        out.println("| work | " + String.join(" | ", ways) + " |");
        out.println("| --- |" + " ---: |".repeat(ways.size()));
        for (String work : seconds.keySet()) {
            String[] cells = new String[ways.size()];
            Arrays.setAll(cells, i -> cell(work, ways.get(i), reference));
            out.println("| " + work + " | " + String.join(" | ", cells) + " |");
        }
        out.println();
    }

    private String cell(String work, String way, String reference) {
        Map<String, List<Double>> byWay = seconds.get(work);
        if (!byWay.containsKey(way)) {
            return "–";
        }
        String median = String.format(Locale.ROOT, "%.3f", median(work, way));
        return byWay.containsKey(reference)
                ? median + String.format(Locale.ROOT, " (%.2f)", median(work, way) / median(work, reference))
                : median;
    }

    /**
     * Prints whether a goal is reached.
     *
     * @return whether it is
     */
    boolean goal(String work, String way, double most, String reference) {
        double ratio = median(work, way) / median(work, reference);
        boolean reached = ratio <= most;
        out.printf(
                Locale.ROOT,
                "%s: %s, %s ≤ %.2f × %s: %.2f%n",
                reached ? "reached" : "MISSED",
                work,
                way,
                most,
                reference,
                ratio);
        return reached;
    }
}
