package io.brxsync.port;

/**
 * A complete export in numbers; an export that did not arrive as a whole is an exception instead. Immutable.
 *
 * @param products rows that were read
 * @param broken rows that were not
 * @param bytes size of the body before decompression
 */
public record ExportSummary(long products, long broken, long bytes) {}
