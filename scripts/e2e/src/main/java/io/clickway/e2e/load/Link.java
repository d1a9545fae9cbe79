package io.clickway.e2e.load;

import io.clickway.id.ClickId;
import java.util.List;
import java.util.Optional;

/**
 * A link that the generator follows.
 *
 * @param url its template: {@code {click_id}} once, {@code {sub1}} and {@code {sub2}} at will
 */
public record Link(String slug, String campaign, String url) {

    /** Two campaigns, so that a click counted for the wrong one shows. */
    public static final List<Link> ALL = List.of(
            new Link("go", "spring", "https://shop.example/landing?cid={click_id}&s={sub1}"),
            new Link("offer", "spring", "https://offers.example/{sub2}/now?click={click_id}&from={sub1}#top"),
            new Link("app", "autumn", "https://app.example/get/{click_id}?s1={sub1}&s2={sub2}"));

    /** The click id in exactly the right Location for that visit; empty when a byte is off or the id is none. */
    public Optional<String> clickIdIn(String location, Visit visit) {
        var right = url.replace("{sub1}", visit.sub1()).replace("{sub2}", visit.sub2());
        int at = right.indexOf("{click_id}");
        var before = right.substring(0, at);
        var after = right.substring(at + "{click_id}".length());
        if (!location.startsWith(before)
                || !location.endsWith(after)
                || location.length() < before.length() + after.length()) {
            return Optional.empty();
        }
        var id = location.substring(before.length(), location.length() - after.length());
        return ClickId.parse(id).isPresent() ? Optional.of(id) : Optional.empty();
    }
}
