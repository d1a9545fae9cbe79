/**
 * Which certificate a visitor is shown. In: a folder of PEM pairs that whoever gets certificates replaces while the edge runs,
 * and the name that a handshake asks for. Out: chain and key. A pair that is broken, half-written or not of its name leaves
 * the one before in force. Never fetches a certificate, never writes into the folder, never reads it in a handshake.
 */
@NullMarked
package io.clickway.edge.certificate;

import org.jspecify.annotations.NullMarked;
