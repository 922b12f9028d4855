package io.jenkins.plugins.deploymentsteps.core.yaml;

/**
 * How much a YAML or JSON text may ask of us. What exceeds a limit is refused before it is built in memory.
 *
 * @param codePoints the most characters in one text
 * @param documents the most documents in one text
 * @param depth how deep collections may be nested
 * @param expandedNodes the most nodes after every alias is replaced by what it stands for
 * @param expandedCodePoints the most characters in scalars, aliases replaced likewise
 */
public record YamlLimits(int codePoints, int documents, int depth, long expandedNodes, long expandedCodePoints) {
    /** Far above any real manifest, far below what hurts a controller. */
    public static final YamlLimits DEFAULT = new YamlLimits(3_000_000, 10_000, 100, 1_000_000, 10_000_000);
}
