package org.kohsuke.stapler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a parameter of a web method that a form's field fills. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@Documented
public @interface QueryParameter {
    /** {@return the field; empty = the parameter's name} */
    String value() default "";

    /** {@return whether the field must be there} */
    boolean required() default false;

    /** {@return whether an empty value becomes null} */
    boolean fixEmpty() default false;
}
