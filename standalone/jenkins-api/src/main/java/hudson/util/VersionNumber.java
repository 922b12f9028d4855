package hudson.util;

import java.util.Arrays;

/** A version made of numbers. */
public class VersionNumber implements Comparable<VersionNumber> {
    private final String number;

    /** Reads a version such as {@code 2.541.3}. */
    public VersionNumber(String num) {
        number = num;
    }

    @Override
    public int compareTo(VersionNumber o) {
        return Arrays.compare(numbers(), o.numbers());
    }

    private int[] numbers() {
        return Arrays.stream(number.split("[^0-9]+"))
                .filter(each -> !each.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof VersionNumber other && compareTo(other) == 0;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers());
    }

    @Override
    public String toString() {
        return number;
    }
}
