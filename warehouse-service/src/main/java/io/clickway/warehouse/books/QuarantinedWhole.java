package io.clickway.warehouse.books;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.clickway.seq.SeqRange;
import java.util.List;

/**
 * Something in quarantine, whole. {@code bytes} is base64, {@code verdict} what this build makes of it now ({@code readable},
 * or a cause and what is wrong), {@code decoded} its events as protobuf text as far as they can be read, the first fifty.
 */
// Made for one answer and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record QuarantinedWhole(
        @JsonUnwrapped QuarantinedThing thing,
        List<Standing> standsFor,
        String verdict,
        List<String> decoded,
        byte[] bytes) {

    /** Numbers of a source that are received, lie here, and nowhere else. */
    public record Standing(String source, List<SeqRange> seqs) {}
}
