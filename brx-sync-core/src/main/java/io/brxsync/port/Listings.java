package io.brxsync.port;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is changed at CardTrader: a seller's own listings. Thread-safe.
 *
 * <p>Errors are those of {@link Marketplace}, and {@code OUTCOME_UNKNOWN} when a change may or may not have been made. Every
 * other exception means that it was not.
 */
public interface Listings {

    /**
     * Adds to a quantity or takes from it; a listing that reaches 0 is gone. Not to be repeated blindly.
     *
     * @param productId CardTrader's product id
     * @param delta in lots, not zero
     * @return empty if there is no such listing
     */
    Optional<ChangeAnswer> increment(Seller seller, long productId, int delta);

    /**
     * Removes a listing.
     *
     * @return empty if there is no such listing
     */
    Optional<ChangeAnswer> delete(Seller seller, long productId);

    /**
     * Lists something new. CardTrader adds it to an identical listing if there is one, whose id is then answered. Not to
     * be repeated blindly.
     */
    ChangeAnswer create(Seller seller, NewListing listing);

    /**
     * Starts a job that sets the given values of many listings, wrong ones being refused instead of replaced.
     *
     * @return the job
     */
    UUID startUpdates(Seller seller, List<ListingEdit> edits);

    /**
     * Starts a job that lists many new products, wrong values being refused instead of replaced. Otherwise like
     * {@link #create}.
     *
     * @return the job
     */
    UUID startCreations(Seller seller, List<NewListing> listings);

    /** How a job stands; one that CardTrader does not know is {@link JobReport.State#UNKNOWN}. */
    JobReport job(Seller seller, UUID job);

    /**
     * What a seller may say of copies of a blueprint (CardTrader reference, Blueprints: editable_properties).
     *
     * @return empty if CardTrader does not tell
     */
    Optional<PropertySchema> propertySchema(Seller seller, int blueprintId);
}
