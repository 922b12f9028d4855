package jenkins.security;

import jenkins.util.SystemProperties;

/** Whether Jenkins is asked to comply with FIPS 140; outside Jenkins asked anew each time, so that a test may ask. */
public class FIPS140 {
    private FIPS140() {}

    /** {@return whether what does not comply is to be left alone} */
    public static boolean useCompliantAlgorithms() {
        return SystemProperties.getBoolean(FIPS140.class.getName() + ".COMPLIANCE");
    }
}
