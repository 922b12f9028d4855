package io.jenkins.plugins.deploymentsteps;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the entries of the catalogue of faults that a test proves: {@code S-} for a vulnerability class, {@code B-} for
 * bad input, {@code R-} for a fault, {@code T-} for a test asked for. An entry counts once a test that names it ran and
 * passed; on a class, once any of its tests did.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Covers {
    /** {@return the entries} */
    String[] value();
}
