package io.brxsync.port;

/** Which part of an inventory to export. */
public sealed interface ExportFilter {
    /** The whole inventory. */
    record Everything() implements ExportFilter {}

    /**
     * The products of one blueprint.
     *
     * @param blueprintId the blueprint
     */
    record OfBlueprint(int blueprintId) implements ExportFilter {}

    /**
     * The products of one expansion.
     *
     * @param expansionId the expansion
     */
    record OfExpansion(int expansionId) implements ExportFilter {}
}
