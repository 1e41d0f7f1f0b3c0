package io.brxsync.examples.simulator;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Applies the faults that change the rows of an array. */
final class RowFaults {
    private RowFaults() {}

    /** An array after its faults, and whether its closing bracket is written. */
    record Result(Rows rows, boolean wrapped, boolean closed) {}

    static Result apply(Reply.Array array, List<Fault> faults) {
        Rows rows = array.rows();
        boolean wrapped = array.wrapped();
        boolean closed = true;
        for (Fault fault : faults) {
            if (fault instanceof Fault.EndAfterRows end) {
                rows = first(rows, end.rows());
                closed &= end.closingBracket();
            } else if (fault instanceof Fault.BreakRows broken) {
                rows = broken(rows, broken);
            } else if (fault instanceof Fault.RepeatRows repeat) {
                rows = repeated(rows, repeat.rows());
            } else if (fault instanceof Fault.ChangeRows change) {
                rows = changed(rows, node -> change(node, change.change()));
            } else if (fault instanceof Fault.OtherEnvelope) {
                wrapped = !wrapped;
            }
        }
        return new Result(rows, wrapped, closed);
    }

    private static Rows first(Rows rows, int count) {
        return new Sized(Math.min(count, rows.size())) {
            @Override
            public void write(int index, JsonGenerator out) {
                rows.write(index, out);
            }
        };
    }

    private static Rows broken(Rows rows, Fault.BreakRows fault) {
        int count = Math.min(fault.rows(), rows.size());
        Map<Integer, BrokenRow> positions = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int position = (int) ((long) i * rows.size() / count);
            positions.put(position, fault.kinds().get(i % fault.kinds().size()));
        }
        return new Sized(rows.size()) {
            @Override
            public void write(int index, JsonGenerator out) {
                BrokenRow kind = positions.get(index);
                if (kind == null) {
                    rows.write(index, out);
                } else {
                    out.writeTree(kind.apply(tree(rows, index)));
                }
            }
        };
    }

    private static Rows repeated(Rows rows, int count) {
        int extra = Math.min(count, rows.size());
        return new Sized(rows.size() + extra) {
            @Override
            public void write(int index, JsonGenerator out) {
                if (index < rows.size()) {
                    rows.write(index, out);
                    return;
                }
                JsonNode row = tree(rows, index - rows.size());
                if (row instanceof ObjectNode object && object.path("quantity").isInt()) {
                    object.put("quantity", object.path("quantity").asInt() + 1);
                }
                out.writeTree(row);
            }
        };
    }

    private static Rows changed(Rows rows, UnaryOperator<JsonNode> change) {
        return new Sized(rows.size()) {
            @Override
            public void write(int index, JsonGenerator out) {
                out.writeTree(change.apply(tree(rows, index)));
            }
        };
    }

    private static JsonNode change(JsonNode row, Fault.RowChange change) {
        if (!(row instanceof ObjectNode object)) {
            return row;
        }
        switch (change) {
            case UNKNOWN_FIELDS -> addUnknownFields(object);
            case UNKNOWN_VALUES -> addUnknownValues(object);
            case RESOURCE_FORM -> toResourceForm(object);
            case PRICE_OBJECT -> {
                JsonNode cents = object.path("price_cents");
                object.set(
                        "price_cents",
                        Json.money(
                                cents.asLong(0), object.path("price_currency").asString("EUR")));
            }
        }
        return object;
    }

    private static void addUnknownFields(ObjectNode object) {
        object.put("layered_price_cents", 1);
        object.putObject("x_next_generation").putArray("list").add(1).addNull().add("two");
        object.putNull("x_nothing");
        if (object.get("properties_hash") instanceof ObjectNode properties) {
            properties.put("x_shininess", "very");
        }
    }

    private static void addUnknownValues(ObjectNode object) {
        if (object.get("properties_hash") instanceof ObjectNode properties) {
            for (String name : List.copyOf(properties.propertyNames())) {
                if (name.equals("condition")) {
                    properties.put(name, "Pristine");
                } else if (name.endsWith("_language")) {
                    properties.put(name, "tlh-QO");
                }
            }
            object.put("graded", "PSA 11");
        }
        if (object.has("state")) {
            object.put("state", "teleported");
        }
    }

    private static void toResourceForm(ObjectNode object) {
        JsonNode properties = object.remove("properties_hash");
        if (properties == null) {
            return;
        }
        object.set("properties", properties);
        object.set(
                "price",
                Json.money(
                        object.path("price_cents").asLong(0),
                        object.path("price_currency").asString("EUR")));
        object.put("graded", object.path("graded").asBoolean(false) ? 1 : 0);
        for (String name :
                List.of("price_cents", "price_currency", "name_en", "tag", "user_data_field", "bundled_quantity")) {
            object.remove(name);
        }
    }

    private static JsonNode tree(Rows rows, int index) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
            rows.write(index, out);
        }
        return Json.MAPPER.readTree(bytes.toByteArray());
    }

    private abstract static class Sized implements Rows {
        private final int size;

        Sized(int size) {
            this.size = size;
        }

        @Override
        public int size() {
            return size;
        }
    }
}
