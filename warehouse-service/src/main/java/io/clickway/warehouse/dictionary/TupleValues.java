package io.clickway.warehouse.dictionary;

import io.clickway.event.proto.Click;
import io.clickway.link.Macro;
import org.jspecify.annotations.Nullable;

/** The values of a click's tuples: as bytes to know them by, and as the columns of their dictionaries, in one order. */
final class TupleValues {

    private TupleValues() {}

    static TupleKey agent(TupleKey key, Click click) {
        return key.begin(Group.AGENTS)
                .put(click.getDeviceValue())
                .put(click.getUserAgent())
                .put(click.getOs())
                .put(click.getOsVersion())
                .put(click.getBrowser())
                .put(click.getBrowserVersion())
                .end();
    }

    static TupleKey place(TupleKey key, Click click) {
        return key.begin(Group.PLACES)
                .put(click.getAsn())
                .put(click.getCountry())
                .put(click.getContinent())
                .put(click.getSubdivision())
                .put(click.getCity())
                .end();
    }

    static TupleKey request(TupleKey key, Click click) {
        key.begin(Group.REQUESTS)
                .put(click.getFlags())
                .put(click.getJudgeVersion())
                .put(click.getSignals())
                .put(click.getMethodValue())
                .put(click.getHost())
                .put(click.getLanguage())
                .put(click.getReasonsCount());
        for (int i = 0; i < click.getReasonsCount(); i++) {
            key.put(click.getReasons(i));
        }
        return key.end();
    }

    static TupleKey referrer(TupleKey key, Click click) {
        return key.begin(Group.REFERRERS).put(click.getReferrer()).end();
    }

    /** @param shape of the destination; null when the row carries it */
    static TupleKey route(TupleKey key, Click click, @Nullable String shape) {
        var decision = click.getDecision();
        key.begin(Group.ROUTES)
                .put(click.getWorkspaceId())
                .put(click.getLinkId())
                .put(click.getCampaignId())
                .put((int) click.getConfigVersion())
                .put(click.getTrafficSourceId())
                .put(click.hasDecision() ? 1 : 0)
                .put(decision.getLinkRevision())
                .put(decision.getRuleId())
                .put(decision.getDestinationId())
                .put(decision.getOfferId())
                .put(decision.getLanderId())
                .put(decision.getOutcomeValue())
                .put(decision.getPassedCount());
        for (int i = 0; i < decision.getPassedCount(); i++) {
            key.put(decision.getPassed(i).getRuleId()).put(decision.getPassed(i).getCondition());
        }
        return key.put(shape).end();
    }

    static TupleKey query(TupleKey key, Click click, QueryPart part) {
        key.begin(Group.QUERIES).put(part.target()).put(part.subs());
        for (int i = 0; i < click.getSubsCount(); i++) {
            if ((part.subs() & 1 << i) != 0) {
                key.put(click.getSubs(i));
            }
        }
        for (int i = 0; i < click.getParametersCount(); i++) {
            if ((part.parameters() & 1L << i) != 0) {
                var parameter = click.getParameters(i);
                key.put(parameter.getName()).put(parameter.getValue());
            }
        }
        return key.end();
    }

    static @Nullable Object[] agent(Click click) {
        return new @Nullable Object[] {
            click.getDeviceValue(),
            click.getUserAgent(),
            click.getOs(),
            click.getOsVersion(),
            click.getBrowser(),
            click.getBrowserVersion()
        };
    }

    static @Nullable Object[] place(Click click) {
        return new @Nullable Object[] {
            click.getAsn() == 0 ? null : Integer.toUnsignedLong(click.getAsn()),
            click.getCountry(),
            click.getContinent(),
            click.getSubdivision(),
            click.getCity()
        };
    }

    static @Nullable Object[] request(Click click) {
        return new @Nullable Object[] {
            click.getFlags(),
            click.getJudgeVersion(),
            click.getSignals(),
            click.getMethodValue(),
            click.getHost(),
            click.getLanguage(),
            click.getReasonsList().toArray(String[]::new)
        };
    }

    static @Nullable Object[] referrer(Click click) {
        return new @Nullable Object[] {click.getReferrer(), click.getReferrer()};
    }

    /** What nobody told is null, never zero. */
    static @Nullable Object[] route(Click click, @Nullable String shape) {
        var decision = click.getDecision();
        return new @Nullable Object[] {
            click.getWorkspaceId(),
            click.getLinkId(),
            click.getCampaignId(),
            (int) click.getConfigVersion(),
            click.hasDecision() ? decision.getLinkRevision() : null,
            nullIfZero(decision.getRuleId()),
            nullIfZero(decision.getDestinationId()),
            nullIfZero(decision.getOfferId()),
            nullIfZero(decision.getLanderId()),
            nullIfZero(click.getTrafficSourceId()),
            click.hasDecision() ? decision.getOutcomeValue() : null,
            passed(click),
            shape
        };
    }

    private static Integer @Nullable [] passed(Click click) {
        int count = click.getDecision().getPassedCount();
        if (count == 0) {
            return null;
        }
        var pairs = new Integer[2 * count];
        for (int i = 0; i < count; i++) {
            var passed = click.getDecision().getPassed(i);
            pairs[2 * i] = passed.getRuleId();
            pairs[2 * i + 1] = passed.getCondition();
        }
        return pairs;
    }

    private static @Nullable Integer nullIfZero(int number) {
        return number == 0 ? null : number;
    }

    static @Nullable Object[] query(Click click, QueryPart part) {
        var values = new @Nullable Object[Macro.SUBS + 2];
        values[0] = part.target();
        for (int i = 0; i < click.getSubsCount(); i++) {
            if ((part.subs() & 1 << i) != 0) {
                values[1 + i] = click.getSubs(i);
            }
        }
        values[Macro.SUBS + 1] = part.parameters() == 0 ? null : json(click, part.parameters());
        return values;
    }

    private static String json(Click click, long parameters) {
        var json = new StringBuilder("{");
        for (int i = 0; i < click.getParametersCount(); i++) {
            if ((parameters & 1L << i) != 0) {
                var parameter = click.getParameters(i);
                quote(json.append(json.length() == 1 ? "" : ","), parameter.getName());
                quote(json.append(':'), parameter.getValue());
            }
        }
        return json.append('}').toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
