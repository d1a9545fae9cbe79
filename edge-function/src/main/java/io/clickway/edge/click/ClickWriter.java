package io.clickway.edge.click;

import com.google.protobuf.CodedOutputStream;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.Parameter;
import io.clickway.judge.Judge;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Serializes a draft as the {@link Event} of {@code events.proto}, field by field and without the message objects: a test
 * holds it against them. For one thread.
 */
final class ClickWriter {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A click at all its bounds takes some 55 KiB; EventFrame allows 64. */
    private static final int ROOM = 96 * 1024;

    /** Where the click begins: before it stand the id and its own tag and length. */
    private static final int START = 32;

    private static final byte ID_HIGH_TAG = Event.ID_HIGH_FIELD_NUMBER << 3 | 1;
    private static final byte ID_LOW_TAG = Event.ID_LOW_FIELD_NUMBER << 3 | 1;
    private static final byte CLICK_TAG = Event.CLICK_FIELD_NUMBER << 3 | 2;

    private final byte[] bytes = new byte[ROOM];

    byte[] write(ClickDraft draft) {
        int length = writeClick(draft);
        int begin = START - CodedOutputStream.computeUInt32SizeNoTag(length) - 19;
        bytes[begin] = ID_HIGH_TAG;
        LONG.set(bytes, begin + 1, draft.idHigh);
        bytes[begin + 9] = ID_LOW_TAG;
        LONG.set(bytes, begin + 10, draft.idLow);
        bytes[begin + 18] = CLICK_TAG;
        int at = begin + 19;
        for (int rest = length; at < START; rest >>>= 7) {
            bytes[at++] = (byte) (rest < 0x80 ? rest : rest & 0x7f | 0x80);
        }
        return Arrays.copyOfRange(bytes, begin, START + length);
    }

    private int writeClick(ClickDraft draft) {
        var out = CodedOutputStream.newInstance(bytes, START, ROOM - START);
        try {
            writeRequest(out, draft);
            writeJudgement(out, draft);
            writeParameters(out, draft);
            writeOutcome(out, draft);
            return out.getTotalBytesWritten();
        } catch (IOException full) {
            throw new IllegalStateException("a click is longer than its bounds allow", full);
        }
    }

    private static void writeRequest(CodedOutputStream out, ClickDraft draft) throws IOException {
        var link = draft.link();
        number(out, Click.WORKSPACE_ID_FIELD_NUMBER, draft.workspaceId);
        number(out, Click.LINK_ID_FIELD_NUMBER, link.linkId());
        number(out, Click.CAMPAIGN_ID_FIELD_NUMBER, link.campaign().campaignId());
        if (draft.configVersion != 0) {
            out.writeUInt64(Click.CONFIG_VERSION_FIELD_NUMBER, draft.configVersion);
        }
        number(out, Click.METHOD_FIELD_NUMBER, draft.method.getNumber());
        text(out, Click.HOST_FIELD_NUMBER, draft.host);
        text(out, Click.TARGET_FIELD_NUMBER, draft.target);
        text(out, Click.USER_AGENT_FIELD_NUMBER, draft.userAgent);
        text(out, Click.REFERRER_FIELD_NUMBER, draft.referrer);
        text(out, Click.LANGUAGE_FIELD_NUMBER, draft.language);
        text(out, Click.COUNTRY_FIELD_NUMBER, draft.place.country());
        bytes(out, Click.NETWORK_FIELD_NUMBER, draft.network);
        if (draft.visitor != 0) {
            out.writeFixed64(Click.VISITOR_FIELD_NUMBER, draft.visitor);
        }
    }

    private static void writeJudgement(CodedOutputStream out, ClickDraft draft) throws IOException {
        number(out, Click.DEVICE_FIELD_NUMBER, draft.agent.device().getNumber());
        text(out, Click.OS_FIELD_NUMBER, draft.agent.os());
        text(out, Click.BROWSER_FIELD_NUMBER, draft.agent.browser());
        number(out, Click.VERDICT_FIELD_NUMBER, draft.judgement.verdict().getNumber());
        var reasons = draft.judgement.reasons();
        for (int i = 0; i < reasons.size(); i++) {
            utf8(out, Click.REASONS_FIELD_NUMBER, reasons.get(i));
        }
        number(out, Click.JUDGE_VERSION_FIELD_NUMBER, Judge.VERSION);
    }

    private static void writeParameters(CodedOutputStream out, ClickDraft draft) throws IOException {
        var query = draft.query;
        int subs = query.subCount();
        for (int i = 0; i < subs; i++) {
            utf8(out, Click.SUBS_FIELD_NUMBER, query.sub(i));
        }
        for (int i = 0; i < query.count(); i++) {
            var name = query.name(i).getBytes(StandardCharsets.UTF_8);
            var value = query.value(i).getBytes(StandardCharsets.UTF_8);
            out.writeTag(Click.PARAMETERS_FIELD_NUMBER, 2);
            out.writeUInt32NoTag(size(Parameter.NAME_FIELD_NUMBER, name) + size(Parameter.VALUE_FIELD_NUMBER, value));
            bytes(out, Parameter.NAME_FIELD_NUMBER, name);
            bytes(out, Parameter.VALUE_FIELD_NUMBER, value);
        }
        var cost = query.cost();
        if (cost != null) {
            if (cost.micros() != 0) {
                out.writeSInt64(Click.COST_MICROS_FIELD_NUMBER, cost.micros());
            }
            utf8(out, Click.CURRENCY_FIELD_NUMBER, cost.currency());
        }
    }

    private static void writeOutcome(CodedOutputStream out, ClickDraft draft) throws IOException {
        number(out, Click.FLAGS_FIELD_NUMBER, draft.mender.flags());
        text(out, Click.DESTINATION_FIELD_NUMBER, draft.destination);
        text(out, Click.CONTINENT_FIELD_NUMBER, draft.place.continent());
        text(out, Click.SUBDIVISION_FIELD_NUMBER, draft.place.subdivision());
        text(out, Click.CITY_FIELD_NUMBER, draft.place.city());
        number(out, Click.ASN_FIELD_NUMBER, draft.place.asn());
        text(out, Click.OS_VERSION_FIELD_NUMBER, draft.agent.osVersion());
        text(out, Click.BROWSER_VERSION_FIELD_NUMBER, draft.agent.browserVersion());
        out.writeMessage(Click.DECISION_FIELD_NUMBER, draft.decided().toProto());
        number(
                out,
                Click.TRAFFIC_SOURCE_ID_FIELD_NUMBER,
                draft.link().campaign().source().sourceId());
        number(out, Click.SIGNALS_FIELD_NUMBER, draft.signals);
        bytes(out, Click.SEALED_ADDRESS_FIELD_NUMBER, draft.sealedAddress);
    }

    private static void number(CodedOutputStream out, int field, int value) throws IOException {
        if (value != 0) {
            out.writeUInt32(field, value);
        }
    }

    private static void text(CodedOutputStream out, int field, String value) throws IOException {
        if (!value.isEmpty()) {
            utf8(out, field, value);
        }
    }

    /** The platform's encoder knows ASCII when it sees it, several bytes at a time; protobuf's goes one by one, twice. */
    private static void utf8(CodedOutputStream out, int field, String value) throws IOException {
        out.writeByteArray(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(CodedOutputStream out, int field, byte[] value) throws IOException {
        if (value.length > 0) {
            out.writeByteArray(field, value);
        }
    }

    private static int size(int field, byte[] value) {
        return value.length == 0 ? 0 : CodedOutputStream.computeByteArraySize(field, value);
    }
}
