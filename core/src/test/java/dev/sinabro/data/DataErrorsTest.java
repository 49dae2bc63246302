package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DataErrorsTest {

  static Stream<Arguments> unreadable() {
    return Stream.of(
        arguments("", "t.csv: the file is empty; expected a header line and rows"),
        arguments("\n\n", "t.csv: the file is empty; expected a header line and rows"),
        arguments("a,b\n", "t.csv: there is a header line but no row"),
        arguments("a,,c\n1,2,3\n", "t.csv:1: column 2 has no name; name it in the header line"),
        arguments("a,b,a\n1,2,3\n",
            "t.csv:1, column 'a': columns 1 and 3 bear the same name; rename one of them"),
        arguments("5.1,3,1\n4.9,2,1\n",
            "t.csv:1: expected the names of the columns, found numbers only; add a header line"),
        arguments("a,b\n1,2\n3\n", "t.csv:3: expected 2 fields as in the header, found 1;"
            + " quote fields that contain the delimiter ','"),
        arguments("a,b\n1,2\n\n3,4,5\n", "t.csv:4: expected 2 fields as in the header, found 3;"
            + " quote fields that contain the delimiter ','"),
        arguments("a\tb\n1\n", "t.csv:2: expected 2 fields as in the header, found 1;"
            + " quote fields that contain the delimiter '\\t'"),
        arguments("a,b\n1,2\n1e39,2\n", notFinite(3, "a", "1e39")),
        arguments("a,b\n1,2\n-1e999,2\n", notFinite(3, "a", "-1e999")),
        arguments("a,b\n1,-Infinity\n", notFinite(2, "b", "-Infinity")),
        arguments("a;b\n1;2,5\n",
            "t.csv:2, column 'b': expected a decimal point, found '2,5'; write 2.5, as in all of a file by: tr , ."),
        arguments("a\tb\n1\t2,5\n", "t.csv:2, column 'b': expected a decimal point, found '2,5'; write 2.5"),
        arguments("PAR1\0\0PAR1",
            "t.csv: is a Parquet file; write it as CSV, as DuckDB does by: copy 'FILE' to 'table.csv'"),
        arguments("PK\3\4\24\0",
            "t.csv: is an archive or a spreadsheet; save the sheet, or what is in the archive, as CSV"),
        arguments("[{\"a\": 1}]", "t.csv: is JSON; write its records as CSV"),
        arguments("a\0b,c\n1,2\n",
            "t.csv:1: expected UTF-8 text, found bytes of 0 in the header; save the file as UTF-8"),
        arguments("a,b\n1,\"2\n",
            "t.csv: malformed: Unclosed quoted field at end of input (record starting at line 2)"));
  }

  private static String missing(int line, String column) {
    return "t.csv:" + line + ", column '" + column
        + "': expected a value, found none (an empty field, ?, NA, N/A, NaN or"
        + " null); fill it in, remove the row, or say what stands in for missing values";
  }

  static Stream<Arguments> missing() {
    return Stream.of(arguments("1,u\n,v\n2,u\n3,v\n", 3, "a"), arguments("1,u\n  ,v\n2,u\n3,v\n", 3, "a"),
        arguments("NA,u\n1,v\n2,u\n3,v\n", 2, "a"), arguments("1,u\n1,v\n2,u\nNaN,v\n", 5, "a"),
        arguments("x,u\nx,v\n?,u\ny,v\n", 4, "a"), arguments("x,u\nx,v\nnull,u\ny,v\n", 4, "a"),
        arguments("x,u\n\"x\ny\",v\nx,u\n\"\",v\n", 6, "a"), arguments("1,u\n1,v\n2,\n3,v\n", 4, "y"),
        arguments("1,1\n1,1\n2,\n3,2\n", 4, "y"), arguments("1,1.5\n1,N/A\n2,1\n3,2\n", 3, "y"));
  }

  @ParameterizedTest
  @MethodSource
  void missing(String rows, int line, String column) {
    var table = Csv.read("t.csv", Text.stream("a,y\n" + rows));
    var error = assertThrows(DataException.class, () -> table.target("y").split(0.25, 0, 1).raw());
    assertEquals(missing(line, column), error.getMessage());
    assertEquals(line, error.line());
    assertEquals(column, error.column());
  }

  private static String notFinite(int line, String column, String found) {
    return "t.csv:" + line + ", column '" + column + "': expected a finite number up to 3.4e38, found '" + found
        + "'; remove the row or correct the value";
  }

  @ParameterizedTest
  @MethodSource
  void unreadable(String text, String message) {
    var error = assertThrows(DataException.class, () -> Csv.read("t.csv", Text.stream(text)));
    assertEquals(message, error.getMessage());
  }

  @Test
  void carriesThePlace() {
    var noColumn = assertThrows(DataException.class, () -> Text.table("a,b", "1"));
    assertEquals(2, noColumn.line());
    assertEquals("t.csv", noColumn.source());
    assertNull(noColumn.column());
  }

  @Test
  void namesAMissingFile(@TempDir Path folder) {
    var file = folder.resolve("none.csv");
    var error = assertThrows(DataException.class, () -> Csv.read(file));
    assertEquals(file + ": there is no such file", error.getMessage());
  }

  @Test
  void refusesOtherEncodings() {
    var latin1 = new ByteArrayInputStream("a,b\n1,caf\u00E9\n".getBytes(StandardCharsets.ISO_8859_1));
    var error = assertThrows(DataException.class, () -> Csv.read("t.csv", latin1));
    assertEquals("t.csv: expected UTF-8 text, found other bytes; save the file as UTF-8", error.getMessage());
  }

  static Stream<Arguments> unlearnable() {
    String ages = IntStream.range(0, 40)
        .mapToObj(i -> (i == 17 ? "abc" : i % 30) + "," + i % 2 + "\n")
        .reduce("age,y\n", String::concat);
    return Stream.of(
        arguments("a,b\n1,2\n1,3\n", "c", null, "t.csv: there is no column 'c'; the columns are a, b"),
        arguments("a\n1\n1\n2\n2\n", "a", null,
            "t.csv, column 'a': is the only column; expected features beside the target"),
        arguments("a,y\n1,u\n2,u\n", "y", null,
            "t.csv, column 'y': expected two classes at least, found 'u' only"),
        arguments("a,y\n1,2\n2,u\n", "y", Task.REGRESSION,
            "t.csv:3, column 'y': expected a number, since the task is regression, found 'u'"),
        arguments("id,y\na,0\nb,0\nc,1\nd,1\n", "y", null,
            "t.csv, column 'id': each of the 4 rows has a text of its own,"
                + " from which nothing can be learned; leave the column out, or take it for text where its words tell"
                + " something"),
        arguments("age,y\n5,0\n7,0\nx,1\n9,1\n", "y", null, "t.csv:4, column 'age': expected a number as in most rows,"
            + " found 'x'; correct it or remove the row"),
        arguments(ages, "y", null, "t.csv:19, column 'age': expected a number as in most rows, found 'abc';"
            + " correct it or remove the row"));
  }

  @ParameterizedTest
  @MethodSource
  void unlearnable(String text, String target, Task task, String message) {
    var table = Csv.read("t.csv", Text.stream(text));
    var error = assertThrows(DataException.class, () -> {
      var _ = task == null ? table.target(target) : table.target(target, task);
    });
    assertEquals(message, error.getMessage());
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        arguments("a,y\n1,u\n", "t.csv: there is no column 'color'; the columns are a, y"),
        arguments("a,color,b\n1,red,2\n",
            "t.csv, column 'b': the model was trained without this column; remove it. Its columns are a, color"),
        arguments("a,color\n1,red\n2,pink\n", "t.csv:3, column 'color': 'pink' is no category known from training;"
            + " expected one of green, red"),
        arguments("a,color\n1,red\n2,5\n", "t.csv:3, column 'color': '5' is no category known from training;"
            + " expected one of green, red"),
        arguments("color,a\nred,7\nred,seven\n", "t.csv:3, column 'a': expected a number, found 'seven'"));
  }

  @ParameterizedTest
  @MethodSource
  void unfit(String text, String message) {
    var preprocessing = Text.table("a,color,y", "1,red,u", "2,green,v", "3,green,u", "4,red,v")
        .target("y")
        .split(0, 0, 1)
        .standardized()
        .preprocessing();
    var error = assertThrows(DataException.class,
        () -> preprocessing.features(Csv.read("t.csv", Text.stream(text))));
    assertEquals(message, error.getMessage());
  }

  @Test
  void namesAnUnknownClass() {
    var preprocessing = Text.table("a,y", "1,0", "2,0", "3,1", "4,1").target("y").split(0, 0, 1).raw().preprocessing();
    var error = assertThrows(DataException.class, () -> preprocessing.dataset(Text.table("a,y", "1,0", "1,7")));
    assertEquals("t.csv:3, column 'y': '7' is no class known from training; expected one of 0, 1", error.getMessage());
  }

  static Stream<Arguments> arrays() {
    float[][] two = {{1, 2}, {3, 4}};
    return Stream.of(
        arguments(new float[][] {}, new int[] {}, "features are empty; expected one row and one column at least"),
        arguments(new float[][] {{1, 2}, {3}}, new int[] {0, 1},
            "row 1 has 1 features, row 0 has 2; all rows need as many"),
        arguments(new float[][] {{1, 2}, {3, Float.NaN}}, new int[] {0, 1},
            "row 1, feature 1: expected a finite number, found NaN"),
        arguments(two, new int[] {0, 1, 1}, "field target i32[] takes 2 values for 2 rows, found 3"),
        arguments(two, new int[] {0, -1}, "row 1: expected a label from 0 to 0, found -1"));
  }

  @ParameterizedTest
  @MethodSource
  void arrays(float[][] features, int[] labels, String message) {
    assertEquals(message,
        assertThrows(IllegalArgumentException.class, () -> Dataset.of(features, labels)).getMessage());
  }

  @Test
  void refusesLabelsBeyondTheClassesAndInfiniteValues() {
    float[][] one = {{1}};
    assertEquals("row 0: expected a label from 0 to 2, found 3",
        assertThrows(IllegalArgumentException.class, () -> Dataset.of(one, new int[] {3}, 3)).getMessage());
    assertEquals("row 0: expected a finite value, found Infinity",
        assertThrows(IllegalArgumentException.class, () -> Dataset.of(one, new float[] {Float.POSITIVE_INFINITY}))
            .getMessage());
  }
}
