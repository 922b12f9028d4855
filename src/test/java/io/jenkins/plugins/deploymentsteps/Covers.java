package io.jenkins.plugins.deploymentsteps;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the faults of the catalogue that a test, or every test of a class, guards against. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Covers {
    /** Returns ids such as {@code S-14}. */
    String[] value();
}
