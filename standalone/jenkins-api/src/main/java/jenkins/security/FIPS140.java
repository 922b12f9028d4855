package jenkins.security;

import jenkins.util.SystemProperties;

/** Whether Jenkins may use algorithms of FIPS 140 only. */
public class FIPS140 {
    private static final boolean COMPLIANT = SystemProperties.getBoolean(FIPS140.class.getName() + ".COMPLIANCE");

    private FIPS140() {}

    /** {@return whether the controller was started that way} */
    public static boolean useCompliantAlgorithms() {
        return COMPLIANT;
    }
}
