package io.jenkins.plugins.deploymentsteps.core;

import java.util.List;

/**
 * A path pattern as Apache Ant and Jenkins know it: {@code ?} is one character and {@code *} any number of characters
 * within a segment, {@code **} any number of segments, also none. A trailing slash means everything below.
 */
public final class AntPattern {
    private final List<String> segments;

    private AntPattern(List<String> segments) {
        this.segments = segments;
    }

    /** Reads a pattern with forward slashes. */
    public static AntPattern of(String pattern) {
        return new AntPattern(List.of((pattern.endsWith("/") ? pattern + "**" : pattern).split("/+")));
    }

    /** Returns whether a path has to be compared with a pattern at all, or names one file or directory. */
    public static boolean hasWildcard(String pattern) {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    }

    /** Returns the directory that every match lies in, empty for the top. */
    public String fixedPrefix() {
        int wild = 0;
        while (wild < segments.size() - 1 && !hasWildcard(segments.get(wild))) {
            wild++;
        }
        return String.join("/", segments.subList(0, wild));
    }

    /**
     * Returns whether a file's relative path, with forward slashes, matches. The time for it grows with the product of the
     * lengths of both.
     */
    public boolean matches(String path) {
        String[] names = path.split("/");
        // Row i of the usual table: whether the pattern's first segments match the path's first i names.
        boolean[] reached = new boolean[names.length + 1];
        reached[0] = true;
        for (String segment : segments) {
            boolean[] next = new boolean[names.length + 1];
            boolean any = "**".equals(segment);
            next[0] = any && reached[0];
            for (int i = 1; i <= names.length; i++) {
                next[i] = any ? reached[i] || next[i - 1] : reached[i - 1] && matchesName(segment, names[i - 1]);
            }
            reached = next;
        }
        return reached[names.length];
    }

    /** The usual match with one point of return, linear but for the stars. */
    private static boolean matchesName(String segment, String name) {
        int s = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (s < segment.length() && segment.charAt(s) == '*') {
                star = s++;
                resume = n;
            } else if (s < segment.length() && (segment.charAt(s) == '?' || segment.charAt(s) == name.charAt(n))) {
                s++;
                n++;
            } else if (star >= 0) {
                s = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (s < segment.length() && segment.charAt(s) == '*') {
            s++;
        }
        return s == segment.length();
    }
}
