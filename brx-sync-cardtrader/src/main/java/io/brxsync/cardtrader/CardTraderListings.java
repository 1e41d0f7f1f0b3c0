package io.brxsync.cardtrader;

import io.brxsync.cardtrader.http.Call;
import io.brxsync.cardtrader.http.CardTraderHttp;
import io.brxsync.cardtrader.http.Endpoint;
import io.brxsync.cardtrader.wire.Blueprint;
import io.brxsync.cardtrader.wire.Catalogue;
import io.brxsync.cardtrader.wire.ChangeBodies;
import io.brxsync.cardtrader.wire.Changes;
import io.brxsync.cardtrader.wire.Expansion;
import io.brxsync.cardtrader.wire.Jobs;
import io.brxsync.port.CallOptions;
import io.brxsync.port.ChangeAnswer;
import io.brxsync.port.EditableProperty;
import io.brxsync.port.JobReport;
import io.brxsync.port.ListingEdit;
import io.brxsync.port.Listings;
import io.brxsync.port.NewListing;
import io.brxsync.port.PropertySchema;
import io.brxsync.port.Seller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The write endpoints. Thread-safe. */
final class CardTraderListings implements Listings {
    private final CardTraderHttp http;
    private final CallOptions options;

    CardTraderListings(CardTraderHttp http, CallOptions options) {
        this.http = http;
        this.options = options;
    }

    @Override
    public Optional<ChangeAnswer> increment(Seller seller, long productId, int delta) {
        String target = "/products/" + productId + "/increment";
        return http.sendAboutWhatMayBeGone(change(Endpoints.INCREMENT, seller, target, ChangeBodies.increment(delta)));
    }

    @Override
    public Optional<ChangeAnswer> delete(Seller seller, long productId) {
        Call<ChangeAnswer> call =
                Call.of(Endpoints.DELETE, seller, "/products/" + productId, body -> Changes.answer(body.content()));
        return http.sendAboutWhatMayBeGone(call.with(options));
    }

    @Override
    public ChangeAnswer create(Seller seller, NewListing listing) {
        return http.send(change(Endpoints.CREATE, seller, "/products", ChangeBodies.create(listing)));
    }

    private Call<ChangeAnswer> change(Endpoint endpoint, Seller seller, String target, String json) {
        return new Call<>(endpoint, seller, target, json, body -> Changes.answer(body.content())).with(options);
    }

    @Override
    public UUID startUpdates(Seller seller, List<ListingEdit> edits) {
        return start(Endpoints.BULK_UPDATE, seller, "/products/bulk_update", ChangeBodies.updates(edits));
    }

    @Override
    public UUID startCreations(Seller seller, List<NewListing> listings) {
        return start(Endpoints.BULK_CREATE, seller, "/products/bulk_create", ChangeBodies.creations(listings));
    }

    private UUID start(Endpoint endpoint, Seller seller, String target, String json) {
        Call<UUID> call = new Call<>(endpoint, seller, target, json, body -> Jobs.started(body.content()));
        return http.send(call.with(options));
    }

    @Override
    public JobReport job(Seller seller, UUID job) {
        return http.send(Call.of(Endpoints.JOB, seller, "/jobs/" + job, body -> Jobs.report(body.content()))
                .with(options));
    }

    /**
     * {@inheritDoc} The endpoint of a single blueprint is not documented; where there is none, the expansions that the
     * seller has products of are looked through.
     */
    @Override
    public Optional<PropertySchema> propertySchema(Seller seller, int blueprintId) {
        Call<Optional<Blueprint>> one = Call.of(
                Endpoints.BLUEPRINT,
                seller,
                "/blueprints/" + blueprintId,
                body -> Catalogue.oneBlueprint(body.content()));
        return http.sendAboutWhatMayBeGone(one.with(options))
                .flatMap(found -> found)
                .or(() -> among(seller, blueprintId))
                .map(CardTraderListings::schema);
    }

    private Optional<Blueprint> among(Seller seller, int blueprintId) {
        CardTrader catalogue = new CardTrader(http).with(options);
        for (Expansion expansion : catalogue.expansionsExport(seller)) {
            List<Blueprint> found = new ArrayList<>();
            catalogue.blueprintsExport(seller, expansion.id(), blueprint -> {
                if (blueprint.id() == blueprintId) {
                    found.add(blueprint);
                }
            });
            if (!found.isEmpty()) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }

    private static PropertySchema schema(Blueprint blueprint) {
        List<EditableProperty> editable = blueprint.editableProperties().stream()
                .map(property -> new EditableProperty(
                        property.name(), property.type().equals("boolean"), property.possibleValues()))
                .toList();
        return new PropertySchema(editable, Catalogue.names(blueprint.fixedProperties()));
    }
}
