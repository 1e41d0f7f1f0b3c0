package io.brxsync.examples.simulator.catalogue;

/** The tables of a seller's own MySQL catalogue in which a blueprint can be known. */
public enum CatalogTable {
    /** Magic single cards. */
    CARDS_PRINTS("cards_prints"),
    /** One Piece single cards. */
    OP_PRINTS("op_prints"),
    /** Pokémon single cards. */
    PK_PRINTS("pk_prints"),
    /** Sealed products of any game. */
    SEALED_PRODUCTS("sealed_products");

    private final String tableName;

    CatalogTable(String tableName) {
        this.tableName = tableName;
    }

    /** The SQL name of the table. */
    public String tableName() {
        return tableName;
    }
}
