package hudson;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import net.java.sezpoz.Indexable;

/** Marks a class, field or method whose value Jenkins picks up as an extension. */
@Indexable
@Retention(RUNTIME)
@Target({TYPE, FIELD, METHOD})
@Documented
public @interface Extension {
    /** {@return the position among extensions of one type: higher comes first} */
    double ordinal() default 0;

    /** {@return whether a class that cannot be loaded is passed over} */
    @Deprecated
    boolean optional() default false;
}
