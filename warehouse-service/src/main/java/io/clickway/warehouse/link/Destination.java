package io.clickway.warehouse.link;

import io.clickway.link.DestinationTemplate;
import io.clickway.link.InvalidDestinationException;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/** A URL that visitors may be sent to, macros allowed; null is for {@code @NotNull} to refuse. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Destination.Validator.class)
@interface Destination {

    String message() default "is no URL visitors can be sent to";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Says in words what {@link DestinationTemplate} found. */
    class Validator implements ConstraintValidator<Destination, String> {

        @Override
        public boolean isValid(@Nullable String url, ConstraintValidatorContext context) {
            if (url == null) {
                return true;
            }
            try {
                DestinationTemplate.parse(url);
                return true;
            } catch (InvalidDestinationException invalid) {
                // As a parameter: the words may hold { and }, which a template would take for an expression.
                context.unwrap(HibernateConstraintValidatorContext.class)
                        .addMessageParameter("found", String.valueOf(invalid.getMessage()))
                        .disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate("{found}").addConstraintViolation();
                return false;
            }
        }
    }
}
