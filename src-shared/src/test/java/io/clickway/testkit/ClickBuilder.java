package io.clickway.testkit;

import io.clickway.event.proto.Click;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Verdict;
import io.clickway.id.ClickId;

/** {@code aClick().from("DE").sub1("a").event(id)}: a plausible click, whose every field a test may set. */
public final class ClickBuilder {

    private final Click.Builder click = Click.newBuilder()
            .setWorkspaceId(1)
            .setLinkId(1)
            .setCampaignId(1)
            .setConfigVersion(1)
            .setMethod(Method.GET)
            .setHost("go.example.test")
            .setTarget("/demo")
            .setUserAgent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .setLanguage("de-at")
            .setCountry("AT")
            .setDevice(Device.DESKTOP)
            .setOs("Linux")
            .setBrowser("Firefox")
            .setVerdict(Verdict.HUMAN)
            .setJudgeVersion(1)
            .setVisitor(42)
            .setDestination("https://example.com/");

    private ClickBuilder() {}

    public static ClickBuilder aClick() {
        return new ClickBuilder();
    }

    public ClickBuilder from(String country) {
        click.setCountry(country);
        return this;
    }

    public ClickBuilder onLink(int linkId, int campaignId) {
        click.setLinkId(linkId).setCampaignId(campaignId);
        return this;
    }

    public ClickBuilder judged(Verdict verdict) {
        click.setVerdict(verdict);
        return this;
    }

    public ClickBuilder sub1(String value) {
        click.clearSubs().addSubs(value);
        return this;
    }

    /** For fields without a method of their own. */
    public Click.Builder fields() {
        return click;
    }

    public Event event(ClickId id) {
        return Event.newBuilder()
                .setIdHigh(id.high())
                .setIdLow(id.low())
                .setClick(click)
                .build();
    }
}
