package io.clickway.warehouse.publish;

import io.clickway.rule.Finding;
import java.util.Locale;

/** Something wrong with a campaign or link; {@code message} goes on from {@code where} and says what to do about it. */
public record FindingView(String severity, String where, String message) {

    static FindingView of(Finding finding) {
        return new FindingView(finding.severity().name().toLowerCase(Locale.ROOT), finding.where(), finding.message());
    }
}
