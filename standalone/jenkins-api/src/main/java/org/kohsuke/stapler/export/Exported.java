package org.kohsuke.stapler.export;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a property that the remote API shows. */
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
public @interface Exported {
    /** {@return how near the object must be to be shown} */
    int visibility() default 0;

    /** {@return the name; empty = the property's} */
    String name() default "";

    /** {@return whether the property's value is shown as if it were here} */
    boolean inline() default false;
}
