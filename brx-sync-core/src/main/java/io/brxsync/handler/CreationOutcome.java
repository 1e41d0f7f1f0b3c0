package io.brxsync.handler;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.JobReport;
import io.brxsync.port.NewListing;
import io.brxsync.port.OutboundChange;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is sent for a new listing, and whether it was made when nobody said so. Pure. */
final class CreationOutcome {
    /** So long a bulk job may take (CardTrader reference, Jobs); one whose name was lost may be at work as long. */
    static final Duration JOB_PATIENCE = Duration.ofSeconds(300);

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** What a look says of a creation whose key no listing carries. */
    enum Verdict {
        /** It was not: it may be sent again. */
        NOT_MADE,
        /** CardTrader may still be at work on it. */
        TOO_SOON,
        /** It may be in another listing, or come yet: a person has to look. */
        UNCLEAR
    }

    private CreationOutcome() {}

    /** What a new listing carries in its caller-owned field. */
    static String ownKey(OutboundChange change) {
        return "brx:" + change.reference();
    }

    /** What is sent. */
    static NewListing listing(OutboundChange change, Map<String, JsonNode> properties) {
        JsonNode values = change.change();
        NewListing.Details details = new NewListing.Details(
                values.hasNonNull("description") ? values.path("description").asString() : null,
                values.hasNonNull("graded") ? values.path("graded").asBoolean() : null,
                properties);
        return new NewListing(
                change.subject().blueprintId(),
                values.path("price_cents").asInt(),
                values.path("quantity").asInt(),
                ownKey(change),
                details);
    }

    /** The listing that carries the creation's key. */
    static Optional<ExportedProduct> byKey(OutboundChange change, Collection<ExportedProduct> listed) {
        return listed.stream()
                .filter(product -> product.blueprintId() == change.subject().blueprintId())
                .filter(product -> ownKey(change).equals(product.details().userDataField()))
                .findFirst();
    }

    /** The listing that a job names, or else the one that carries the key. */
    static Optional<ExportedProduct> named(
            OutboundChange change, JobReport.Item item, Map<Long, ExportedProduct> listed) {
        ExportedProduct product = item.productId() == null ? null : listed.get(item.productId());
        return product != null ? Optional.of(product) : byKey(change, listed.values());
    }

    /** What a job says that was done otherwise than asked, null for nothing. */
    static @Nullable String warning(JobReport.Item item) {
        return switch (item.result()) {
            case OK -> null;
            case WARNING, ERROR -> JobWords.said(item);
        };
    }

    /** How long CardTrader may still be at work on a creation that was sent without an answer. */
    static Duration quiet(OutboundChange change, Duration single) {
        return change.job() == null ? single : JOB_PATIENCE;
    }

    /** The same for one whose job ended without a word of it; empty if there is no telling. */
    static Optional<Duration> quiet(JobReport.State job, Duration single) {
        return switch (job) {
            case COMPLETED, UNPROCESSABLE -> Optional.of(single);
            // It may know the job later.
            case UNKNOWN -> Optional.of(JOB_PATIENCE);
            case UNFINISHED -> Optional.empty();
        };
    }

    /**
     * Judges a creation whose key no listing carries. CardTrader may have added it to another listing, which keeps its own
     * key, and has grown then.
     *
     * @param listed the blueprint's listings
     * @param before what CardTrader was believed to list just before that was read, in lots by product id
     * @param after the same just after
     * @param age how long ago it was sent
     * @param quiet see {@link #quiet(JobReport.State, Duration)}
     */
    static Verdict ofMissing(
            Collection<ExportedProduct> listed,
            Map<Long, Integer> before,
            Map<Long, Integer> after,
            Duration age,
            Optional<Duration> quiet) {
        if (quiet.isEmpty()) {
            return Verdict.UNCLEAR;
        }
        if (age.compareTo(quiet.get()) < 0) {
            return Verdict.TOO_SOON;
        }
        boolean mayHaveGrown = listed.stream().anyMatch(product -> {
            int later = after.getOrDefault(product.id(), 0);
            return product.quantity() > Math.min(before.getOrDefault(product.id(), later), later);
        });
        return mayHaveGrown ? Verdict.UNCLEAR : Verdict.NOT_MADE;
    }

    /** How long to wait before the next look: as long again as it has been, and not beyond the time that decides. */
    static Duration untilNextLook(Duration age, Duration quiet) {
        Duration wait = shorter(age, LONGEST_WAIT);
        Duration left = quiet.minus(age);
        Duration next = left.isNegative() ? wait : shorter(wait, left);
        return next.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : next;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
