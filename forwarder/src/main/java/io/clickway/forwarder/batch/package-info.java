/**
 * Turns stream entries into messages for the broker. In: entries as raw fields. Out: a batch message of many readable
 * entries, or one message of type {@code damaged} for an entry that no edge writes, so that it ends in the warehouse's
 * quarantine instead of standing in the way. Each message knows the entries it carries and keeps id, bytes and
 * {@code sent_at} however often it is sent. Does no I/O and never decodes an event.
 *
 * <h2>A message of type {@code damaged}</h2>
 *
 * Same exchange and routing key as batches, content type {@code application/x-clickway-damaged-entry}, persistent,
 * message id a UUIDv7. Headers: {@code format} 1, {@code batch_id} (the message id), {@code region}, {@code entry_id}
 * (of the stream), {@code cause} (a {@link io.clickway.forwarder.batch.Damage} code, e.g. {@code bad-frame}),
 * {@code detail} (one line, at most 200 characters), {@code sent_at} (ms), {@code codec} {@code none}, {@code crc32c}
 * of the body, {@code length} (bytes of the whole entry in the body's form; more than the body has when it was cut), and, when source,
 * first_seq and n can be read, {@code ranges} and {@code count} as a batch has them. Body: version byte 0x01, then each
 * field's name and value in order, each with its length before it as a varint; cut at 1,000,000 bytes.
 */
@NullMarked
package io.clickway.forwarder.batch;

import org.jspecify.annotations.NullMarked;
