package io.clickway.warehouse.source;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the URLs of well-known sources speak, to begin with. The source's own click id (gclid, msclkid, fbclid, ttclid) stands in
 * none: the source adds it by itself.
 *
 * @see <a href="https://support.google.com/google-ads/answer/6305348">ValueTrack parameters</a>
 */
enum SourceTemplate {
    GOOGLE(
            "campaignid", "{campaignid}",
            "adgroupid", "{adgroupid}",
            "creative", "{creative}",
            "keyword", "{keyword}",
            "matchtype", "{matchtype}",
            "network", "{network}",
            "device", "{device}",
            "devicemodel", "{devicemodel}",
            "placement", "{placement}",
            "targetid", "{targetid}",
            "loc_physical", "{loc_physical_ms}",
            "loc_interest", "{loc_interest_ms}"),
    MICROSOFT(
            "campaignid", "{CampaignId}",
            "adgroupid", "{AdGroupId}",
            "creative", "{AdId}",
            "keyword", "{keyword}",
            "matchtype", "{MatchType}",
            "network", "{Network}",
            "device", "{Device}",
            "targetid", "{TargetId}"),
    META(
            "campaignid", "{{campaign.id}}",
            "campaignname", "{{campaign.name}}",
            "adsetid", "{{adset.id}}",
            "adsetname", "{{adset.name}}",
            "adid", "{{ad.id}}",
            "adname", "{{ad.name}}",
            "placement", "{{placement}}",
            "sitesource", "{{site_source_name}}"),
    TIKTOK(
            "campaignid", "__CAMPAIGN_ID__",
            "campaignname", "__CAMPAIGN_NAME__",
            "adgroupid", "__AID__",
            "adgroupname", "__AID_NAME__",
            "adid", "__CID__",
            "adname", "__CID_NAME__",
            "placement", "__PLACEMENT__");

    private final List<SourceParameterDraft> parameters;

    SourceTemplate(String... namesAndPlaceholders) {
        var pairs = new SourceParameterDraft[namesAndPlaceholders.length / 2];
        for (int i = 0; i < pairs.length; i++) {
            // The first ten are kept as subs too, so that reports can be asked by them.
            pairs[i] = new SourceParameterDraft(
                    namesAndPlaceholders[2 * i], namesAndPlaceholders[2 * i + 1], i < 10 ? i + 1 : null);
        }
        parameters = List.of(pairs);
    }

    List<SourceParameterDraft> parameters() {
        return parameters;
    }

    /** As it is written in JSON, e.g. {@code google}. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<SourceTemplate> of(String code) {
        return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
    }

    static String codes() {
        return Arrays.stream(values()).map(SourceTemplate::code).collect(Collectors.joining(", "));
    }
}
