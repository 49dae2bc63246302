package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void rowsAreThoseOfTheWholeTableHoweverManyAreReadAtOnce(int most) {
    String text = "\uFEFFa;b;c\n1;x;1\n\n 2 ;\"y;\nz\";2\n3;x;three\n4;y;4\n5;x;5\n";
    Table whole = Csv.read("whole", bytes(text));
    List<Double> numbers = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    try (CsvRows rows = CsvRows.open("parts", bytes(text), CsvFormat.USUAL.without("c"))) {
      assertEquals(List.of("a", "b", "c"), rows.columnNames());
      for (var some = rows.next(most); some.isPresent(); some = rows.next(most)) {
        assertEquals(List.of("a", "b"), some.get().table().columnNames());
        for (int row = 0; row < some.get().table().rowCount(); row++) {
          numbers.add(some.get().table().numbers("a", "")[row]);
          texts.add(some.get().cell("b", row) + "|" + some.get().cell("c", row));
          lines.add(some.get().line(row));
        }
      }
    }
    assertArrayEquals(whole.numbers("a", ""), numbers.stream().mapToDouble(Double::doubleValue).toArray());
    assertEquals(List.of("x|1", "y;\nz|2", "x|three", "y|4", "x|5"), texts);
    assertEquals(List.of(2L, 4L, 6L, 7L, 8L), lines);
  }

  @Test
  void whatWasPackedIsUnpacked() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    try (CsvRows rows = CsvRows.open("p", new ByteArrayInputStream(packed.toByteArray()), CsvFormat.USUAL)) {
      assertEquals("2", rows.next(10).orElseThrow().cell("b", 0));
      assertTrue(rows.next(10).isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "``| f: the file is empty; expected a header line and rows",
      "a,a| f:1, column 'a': columns 1 and 2 bear the same name; rename one of them",
      "a,b\\n1,2\\n3| f:3: expected 2 fields as in the header, found 1; quote fields that contain the delimiter ','",
      "a,b\\n1,2\\n3,1e39| f:3, column 'b': expected a finite number up to 3.4e38, found '1e39'; remove the row or correct"
          + " the value"})
  void whatIsWrongIsToldWithItsLine(String text, String message) {
    var refused = assertThrows(DataException.class, () -> {
      try (CsvRows rows = CsvRows.open("f", bytes(text.replace("\\n", "\n")), CsvFormat.USUAL)) {
        while (rows.next(1).isPresent()) {
          // until something is wrong
        }
      }
    });
    assertEquals(message, refused.getMessage());
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
