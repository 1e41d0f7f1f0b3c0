package io.brxsync.examples.simulator;

import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** The rows of an array that is written row by row. */
interface Rows {
    int size();

    void write(int index, JsonGenerator out);

    static Rows of(List<? extends JsonNode> nodes) {
        return new Rows() {
            @Override
            public int size() {
                return nodes.size();
            }

            @Override
            public void write(int index, JsonGenerator out) {
                out.writeTree(nodes.get(index));
            }
        };
    }
}
