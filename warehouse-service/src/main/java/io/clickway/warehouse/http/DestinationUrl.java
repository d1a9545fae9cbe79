package io.clickway.warehouse.http;

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
@Constraint(validatedBy = DestinationUrl.Validator.class)
public @interface DestinationUrl {

    String message() default "is no URL visitors can be sent to";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Says in words what {@link DestinationUrls} found. */
    class Validator implements ConstraintValidator<DestinationUrl, String> {

        @Override
        public boolean isValid(@Nullable String url, ConstraintValidatorContext context) {
            if (url == null) {
                return true;
            }
            var fault = DestinationUrls.faultWhateverTheSource(url);
            if (fault.isEmpty()) {
                return true;
            }
            // As a parameter: the words may hold { and }, which a template would take for an expression.
            context.unwrap(HibernateConstraintValidatorContext.class)
                    .addMessageParameter("found", fault.get())
                    .disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate("{found}").addConstraintViolation();
            return false;
        }
    }
}
