package io.jenkins.plugins.deploymentsteps.core.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * What a plain scalar stands for in the tools of Kubernetes: YAML 1.1 with exceptions, as {@code sigs.k8s.io/yaml} (its
 * {@code goyaml.v2/resolve.go}) reads it for kubectl and Argo CD. By YAML 1.2 a {@code defaultMode: 0644} would be the
 * decimal 644, and what was tested with kubectl would be deployed as something else.
 *
 * <p>Times, sexagesimal numbers and {@code .nan} are texts here: there is no JSON for them.
 */
final class KubernetesSchema implements Schema {
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

    /** The integers of Go's {@code strconv.ParseInt} with base 0, its underscores taken out before. */
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");

    private static final Pattern FLOAT = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+\\.");

    /** A longer exponent would make a number of that many digits out of a few characters. */
    private static final Pattern LONG_EXPONENT = Pattern.compile(".*[eE][-+]?[0-9]{4,}");

    /** No number that a manifest needs is longer; beyond it, reading one costs time that grows with its square. */
    private static final int LONGEST_NUMBER = 100;

    @Override
    public ScalarResolver getScalarResolver() {
        return (value, implicit) -> Boolean.TRUE.equals(implicit) ? resolve(value) : Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return Map.of();
    }

    /** Returns what a plain scalar of that text is. */
    static Tag resolve(String value) {
        if (NULL.contains(value)) {
            return Tag.NULL;
        }
        if (TRUE.contains(value) || FALSE.contains(value)) {
            return Tag.BOOL;
        }
        char first = value.charAt(0);
        boolean mayBeNumber = first >= '0' && first <= '9' || first == '.' || first == '-' || first == '+';
        if (!mayBeNumber || value.length() > LONGEST_NUMBER) {
            return Tag.STR;
        }
        String digits = value.replace("_", "");
        if (INTEGER.matcher(digits).matches() && first != '.') {
            return Tag.INT;
        }
        return FLOAT.matcher(digits).matches() && !LONG_EXPONENT.matcher(digits).matches() ? Tag.FLOAT : Tag.STR;
    }

    /** Returns the value of a scalar tagged as boolean; anything but the known words is an error. */
    static boolean toBoolean(String value) {
        if (TRUE.contains(value) || FALSE.contains(value)) {
            return TRUE.contains(value);
        }
        throw new NumberFormatException("is tagged as a boolean but is none");
    }

    /** Returns Integer, Long or BigInteger, whichever is the first that holds it. */
    static Number toInteger(String value) {
        String digits = value.replace("_", "");
        if (digits.length() > LONGEST_NUMBER || !INTEGER.matcher(digits).matches()) {
            throw new NumberFormatException("is tagged as an integer but is none");
        }
        boolean negative = digits.startsWith("-");
        String magnitude = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
        int radix = 10;
        int prefix = 0;
        if (magnitude.length() > 1 && magnitude.charAt(0) == '0') {
            switch (Character.toLowerCase(magnitude.charAt(1))) {
                case 'x' -> radix = 16;
                case 'b' -> radix = 2;
                default -> radix = 8;
            }
            prefix = Character.isDigit(magnitude.charAt(1)) ? 1 : 2;
        }
        BigInteger number = new BigInteger(magnitude.substring(prefix), radix);
        BigInteger signed = negative ? number.negate() : number;
        if (signed.bitLength() < Integer.SIZE) {
            return signed.intValue();
        }
        return signed.bitLength() < Long.SIZE ? (Number) signed.longValue() : signed;
    }

    /** Returns a finite Double, or an Integer or Long where the number is whole, as JSON has no difference. */
    static Number toFloat(String value) {
        String digits = value.replace("_", "");
        if (digits.length() > LONGEST_NUMBER
                || !FLOAT.matcher(digits).matches()
                || LONG_EXPONENT.matcher(digits).matches()) {
            throw new NumberFormatException("is tagged as a floating point number but is none");
        }
        double number = Double.parseDouble(digits);
        if (Double.isInfinite(number)) {
            throw new NumberFormatException("is too large for a number");
        }
        if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return toInteger(BigDecimal.valueOf(number).toBigInteger().toString());
        }
        return number;
    }
}
