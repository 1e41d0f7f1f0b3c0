package io.brxsync.examples.monitoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of PromQL, as much of the grammar as dashboard and rules use: it refuses what is not well-formed and collects
 * the metrics and labels that are named.
 */
final class PromQl {
    /** A metric that is asked for, the conditions on its labels, and the labels that it is grouped by. */
    record Selector(String metric, List<Condition> conditions, Set<String> grouping) {}

    /** A condition on a label. */
    record Condition(String label, String operator, String value) {}

    private static final Set<String> AGGREGATIONS = Set.of("sum", "max", "min", "avg", "count", "topk");
    private static final Set<String> FUNCTIONS = Set.of(
            "rate",
            "increase",
            "delta",
            "histogram_quantile",
            "absent",
            "clamp_min",
            "min_over_time",
            "max_over_time",
            "avg_over_time",
            "label_values");
    private static final Set<String> OPERATORS =
            Set.of("+", "-", "*", "/", "==", "!=", ">", "<", ">=", "<=", "and", "or", "unless");
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<word>[a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "|(?<duration>[0-9]+(?:ms|[smhdw]))"
            + "|(?<number>[0-9]+(?:\\.[0-9]+)?)"
            + "|(?<string>\"(?:[^\"\\\\]|\\\\.)*\")"
            + "|(?<sign>=~|!~|==|!=|>=|<=|[-+*/(){}\\[\\],=<>]))\\s*");

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int next;
    private final List<Selector> selectors = new ArrayList<>();

    private PromQl(String text) {
        this.text = text;
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length() && token.find(end) && token.start() == end) {
            tokens.add(token.group().strip());
            end = token.end();
        }
        if (end != text.length()) {
            throw new AssertionError("Cannot be read from '" + text.substring(end) + "' on: " + text);
        }
    }

    /** The metrics an expression asks for. */
    static List<Selector> read(String expression) {
        PromQl query = new PromQl(expression);
        query.expression(Set.of());
        query.require(query.next == query.tokens.size());
        return query.selectors;
    }

    private void expression(Set<String> grouping) {
        operand(grouping);
        while (OPERATORS.contains(peek())) {
            take();
            if (peek().equals("on") || peek().equals("ignoring")) {
                take();
                labels();
            }
            operand(grouping);
        }
    }

    private void operand(Set<String> grouping) {
        String token = take();
        char first = token.isEmpty() ? ' ' : token.charAt(0);
        if (token.equals("(")) {
            expression(grouping);
            expect(")");
        } else if (Character.isLetter(first) || first == '_') {
            named(token, grouping);
        } else {
            require(Character.isDigit(first));
        }
    }

    private void named(String word, Set<String> grouping) {
        Set<String> below = new HashSet<>(grouping);
        if (AGGREGATIONS.contains(word)) {
            if (peek().equals("by")) {
                take();
                below.addAll(labels());
            }
            require(peek().equals("("));
            arguments(below);
        } else if (peek().equals("(")) {
            require(FUNCTIONS.contains(word.toLowerCase(Locale.ROOT)));
            if (word.equals("histogram_quantile")) {
                below.add("le");
            }
            arguments(below);
        } else {
            selectors.add(new Selector(word, peek().equals("{") ? conditions() : List.of(), below));
            range();
        }
    }

    private void arguments(Set<String> grouping) {
        expect("(");
        expression(grouping);
        while (peek().equals(",")) {
            take();
            expression(grouping);
        }
        expect(")");
    }

    private Set<String> labels() {
        Set<String> labels = new HashSet<>();
        expect("(");
        do {
            labels.add(take());
        } while (!peek().equals(")") && take().equals(","));
        expect(")");
        return labels;
    }

    private List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        expect("{");
        do {
            String label = take();
            String operator = take();
            require(Set.of("=", "!=", "=~", "!~").contains(operator));
            String value = take();
            require(value.startsWith("\""));
            conditions.add(new Condition(label, operator, value.substring(1, value.length() - 1)));
        } while (peek().equals(",") && take().equals(","));
        expect("}");
        return conditions;
    }

    private void range() {
        if (peek().equals("[")) {
            take();
            require(take().matches("[0-9]+[a-z]+"));
            expect("]");
        }
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }

    private void expect(String token) {
        require(take().equals(token));
    }

    private void require(boolean holds) {
        if (!holds) {
            throw new AssertionError(
                    "Not well-formed near " + tokens.subList(0, Math.min(next, tokens.size())) + ": " + text);
        }
    }
}
