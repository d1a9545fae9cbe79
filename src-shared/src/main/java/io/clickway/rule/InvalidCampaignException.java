package io.clickway.rule;

/** A campaign or link that can't be decided by; the message names the place and says what is wrong there. */
public final class InvalidCampaignException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidCampaignException(String message) {
        super(message);
    }
}
