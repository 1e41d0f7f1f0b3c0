package io.brxsync.port;

/** Takes the rows of an export while they arrive, on the thread that asked for it. */
public interface ExportSink {
    /** A product. */
    void product(ExportedProduct product);

    /**
     * A row that could not be read. The rest goes on, but an export with such a row may not remove anything.
     *
     * @param row its position, from 0
     * @param reason what is wrong with it, without its values
     */
    void broken(long row, String reason);
}
