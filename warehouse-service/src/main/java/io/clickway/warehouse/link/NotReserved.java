package io.clickway.warehouse.link;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A slug that is none of the edge's own paths. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = NotReserved.Validator.class)
@interface NotReserved {

    String message() default "is reserved for the edge's own paths";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Compares with the first segments of every path that an edge answers or will answer itself. */
    class Validator implements ConstraintValidator<NotReserved, String> {

        private static final Set<String> RESERVED = Set.of(
                "favicon.ico",
                "robots.txt",
                "stat.gif",
                "p.gif",
                "e",
                "pb",
                "t.js",
                "c",
                "k",
                "q",
                "v1",
                "matomo.php",
                ".well-known",
                "api");

        @Override
        public boolean isValid(@Nullable String slug, ConstraintValidatorContext context) {
            return slug == null || !RESERVED.contains(slug);
        }
    }
}
