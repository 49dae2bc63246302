package dev.sinabro.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.cli.terminal.Columns.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static final Columns COLUMNS = Columns.of(Side.LEFT, Side.LEFT, Side.RIGHT);
  private static final List<List<String>> ROWS = List.of(List.of("name", "layer", "parameters"),
      List.of("", "causal attention 4", "16,640"), List.of("a.long.name", "", "1"));

  @Test
  void eachColumnIsAsWideAsItsWidestText() {
    assertEquals("""
        name         layer               parameters
                     causal attention 4      16,640
        a.long.name                               1
        """, COLUMNS.text(ROWS, 1, 100));
  }

  @Test
  void oneColumnGivesWay() {
    assertEquals("""
        name         layer       parameters
                     causal at…      16,640
        a.long.name                       1
        """, COLUMNS.text(ROWS, 1, 35));
    assertEquals("""
        name         layer     parameters
                     causal …      16,640
        a.long.name                     1
        """, COLUMNS.text(ROWS, 1, 10));
  }
}
