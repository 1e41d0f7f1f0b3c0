package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static List<String> print(Table table, Terminal terminal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static Terminal wide(int columns, boolean colours) {
        return new Terminal(true, colours, columns, null);
    }

    @Test
    void alignsNumbersToTheRight() {
        Table table =
                new Table("NAME", ">COUNT").row("a", 7).row("long name", 12345).row(null, 1);
        assertThat(print(table, Terminal.none()))
                .containsExactly("NAME       COUNT", "a              7", "long name  12345", "-              1");
    }

    @Test
    void fitsTheTerminalByCuttingTheWidestColumn() {
        Table table = new Table("ID", "REASON").row("0123456789", "x".repeat(200));
        List<String> lines = print(table, wide(40, false));
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
        assertThat(lines.get(1)).contains("0123456789").endsWith("~");
    }

    @Test
    void cutsWholeLinesWhereEvenNarrowColumnsAreTooMany() {
        Table table = new Table("A0123456", "B0123456", "C0123456", "D0123456").row("a", "b", "c", "d");
        List<String> lines = print(table, wide(20, false));
        assertThat(lines.get(0)).isEqualTo("A0123456  B0123456 ~");
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(20));
    }

    @Test
    void isNotCutWhereThereIsNoTerminal() {
        assertThat(print(new Table("R").row("x".repeat(500)), Terminal.none()).get(1))
                .hasSize(500);
    }

    @Test
    void neverLetsACellSteerTheTerminal() {
        assertThat(print(new Table("R").row("a\nb\u001b[31mc\u009b2J"), Terminal.none()))
                .containsExactly("R", "a b [31mc 2J");
    }

    @Test
    void countsCharactersNotUnits() {
        Table table = new Table("A", "B").row("\uD83C\uDCCF\uD83C\uDCCF", "x");
        assertThat(print(table, Terminal.none())).containsExactly("A   B", "\uD83C\uDCCF\uD83C\uDCCF  x");
    }

    @Test
    void usesColoursOnlyWhereTheyAreWanted() {
        Table table = new Table("A").row("x");
        assertThat(print(table, wide(80, true)).get(0)).contains("\u001b[1m");
        assertThat(print(table, wide(80, false)).get(0)).isEqualTo("A");
    }
}
