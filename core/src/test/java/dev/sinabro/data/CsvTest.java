package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  static Stream<Arguments> sameTable() {
    return Stream.of(arguments("plain", "x,name\n1.5,red\n-2,dark blue\n"),
        arguments("no newline at the end", "x,name\n1.5,red\n-2,dark blue"),
        arguments("carriage returns", "x,name\r\n1.5,red\r\n-2,dark blue\r\n"),
        arguments("quoted", "\"x\",\"name\"\n\"1.5\",\"red\"\n\"-2\",\"dark blue\"\n"),
        arguments("byte order mark", "\uFEFFx,name\n1.5,red\n-2,dark blue\n"),
        arguments("byte order mark and quotes", "\uFEFF\"x\",name\n1.5,red\n-2,dark blue\n"),
        arguments("blanks around", " x , name\n 1.5 ,red\n-2 , dark blue \n"),
        arguments("empty lines", "\nx,name\n\n1.5,red\n\n-2,dark blue\n\n"),
        arguments("semicolons", "x;name\n1.5;red\n-2;dark blue\n"),
        arguments("tabs", "x\tname\n1.5\tred\n-2\tdark blue\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void sameTable(String name, String text) {
    var table = Csv.read("t.csv", Text.stream(text));
    assertEquals(List.of("x", "name"), table.columnNames());
    assertEquals(2, table.rowCount());
    assertArrayEquals(new double[] {1.5, -2}, table.numbers("x", ""));
    assertFalse(table.isNumeric("name"));
    assertEquals(List.of("red", "dark blue"), ((Column.Texts) table.column("name")).texts());
  }

  /** As spreadsheets write it: a byte order mark, then two bytes a character, of which either may come first. */
  @Test
  void textInUtf16IsReadByItsMark() {
    String text = "n\tcölor\n1\tröt\n2\tblau\n";
    for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Table table = Csv.read("t.csv", new ByteArrayInputStream(("\uFEFF" + text).getBytes(charset)));
      assertEquals(List.of("n", "cölor"), table.columnNames());
      assertEquals("röt", table.cell(0, "cölor"));
      assertEquals(2, table.rowCount());
    }
  }

  /** In a table of one column it is a missing value, as any that is empty but for space; an empty line never counts. */
  @Test
  void linesOfSpaceAreNoRows() throws IOException {
    String text = "  \na|b\n1|2\n \t\n\n3|4\n   \n\n";
    Table table = Csv.read("t.csv", Text.stream(text));
    assertEquals(List.of("a", "b"), table.columnNames());
    assertEquals(2, table.rowCount());
    assertEquals(6, table.line(1));
    try (CsvRows rows = CsvRows.open("t.csv", Text.stream(text), CsvFormat.USUAL)) {
      assertEquals(2, rows.next(10).orElseThrow().table().rowCount());
    }
    assertEquals(3, Csv.read("t.csv", Text.stream("a\n1\n \n\n3\n")).rowCount());
    try (CsvRows rows = CsvRows.open("t.csv", Text.stream("a\n1\n \n\n3\n"), CsvFormat.USUAL)) {
      assertEquals(3, rows.next(10).orElseThrow().table().rowCount());
    }
  }

  @Test
  void quotedFieldsHoldDelimitersQuotesAndLines() {
    var table = Csv.read("t.csv", Text.stream("a,\"b, c\"\n1,\"x, \"\"y\"\"\"\n2,\"first\nsecond\"\n"));
    assertEquals(List.of("a", "b, c"), table.columnNames());
    assertEquals(List.of("x, \"y\"", "first\nsecond"), ((Column.Texts) table.column("b, c")).texts());
  }

  @Test
  void aGivenDelimiterIsTaken() {
    var table = Csv.read("t.csv", Text.stream("a,b;c\nu,v;1\n"), CsvFormat.USUAL.delimiter(';'));
    assertEquals(List.of("a,b", "c"), table.columnNames());
  }

  @Test
  void oneWordMakesAColumnCategoricalAndKeepsTheTextOfNumbersBeforeIt() {
    var table = Text.table("size,y", "01,1", "2.0,2", "3+,3", "2.0,4");
    var column = (Column.Texts) table.column("size");
    assertEquals(List.of("01", "2.0", "3+"), column.texts());
    assertArrayEquals(new int[] {0, 1, 2, 1}, IntStream.range(0, 4).map(column::code).toArray());
    assertTrue(table.isNumeric("y"));
  }

  @Test
  void readsAFile(@TempDir Path folder) throws IOException {
    var file = folder.resolve("t.csv");
    Files.writeString(file, "size,caf\u00E9\n1,u\nx,v\n");
    var table = Csv.read(file);
    assertEquals(file.toString(), table.source());
    assertEquals(List.of("size", "caf\u00E9"), table.columnNames());
    assertFalse(table.isNumeric("size"));
  }

  @Test
  void readsWhatWasPackedHoweverItIsNamed(@TempDir Path folder) throws IOException {
    var file = folder.resolve("t.csv");
    pack(file, "a,b\n1,x\n2,y\n");
    assertArrayEquals(new double[] {1, 2}, Csv.read(file).numbers("a", ""));
    assertEquals(List.of("a", "b"), Csv.header(file, CsvFormat.USUAL));

    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    var error = assertThrows(DataException.class, () -> Csv.read(file));
    assertEquals(file + ": was packed by gzip, but is cut off or damaged; fetch or pack it again", error.getMessage());
  }

  /** The most that gzip can do is 1,032 times. */
  @Test
  void whatBecomesMuchLargerThanDataDoesIsRefused(@TempDir Path folder) throws IOException {
    var dense = folder.resolve("dense.csv.gz");
    pack(dense, "a,b\n" + "1,1\n".repeat(15_000_000));
    assertTrue(Files.size(dense) < 200_000, "bytes " + Files.size(dense));
    var error = assertThrows(DataException.class, () -> Csv.read(dense));
    assertEquals(
        dense + ": was packed by gzip and unpacks to more than 500 times its size, as data hardly does; where it"
            + " is what it should be, unpack it first (gunzip)",
        error.getMessage());
    var small = folder.resolve("small.csv.gz");
    pack(small, "a,b\n" + "1,1\n".repeat(1_000_000));
    assertEquals(1_000_000, Csv.read(small).rowCount());
  }

  private static void pack(Path file, String text) throws IOException {
    try (var packed = new GZIPOutputStream(Files.newOutputStream(file))) {
      packed.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void toldColumnsAreTextsAndIgnoredOnesAreNotRead() {
    var table = Csv.read("t.csv", Text.stream("zip,id,x\n01234,inf,1\n00001,1e99,2\n01234,,3\n"),
        CsvFormat.USUAL.texts("zip", "absent").without("id"));
    assertEquals(List.of("zip", "x"), table.columnNames());
    assertEquals(List.of("01234", "00001"), ((Column.Texts) table.column("zip")).texts());
    assertTrue(table.isNumeric("x"));
  }

  @Test
  void missingCellsDoNotDecideTheTypeOfAColumn() {
    var table = Text.table("a,b,c", ",NA,x", "1,u,?", ",,", "2,v,y");
    assertTrue(table.isNumeric("a"));
    assertEquals(List.of("u", "v"), ((Column.Texts) table.column("b")).texts());
    assertEquals(List.of(true, false, true, false),
        IntStream.range(0, 4).mapToObj(table.column("b")::isMissing).toList());
    assertEquals(List.of(false, true, true, false),
        IntStream.range(0, 4).mapToObj(table.column("c")::isMissing).toList());
  }

  @Test
  void columnsCanBeLeftOut() {
    var table = Text.table("id,a,y", "r1,1,0", "r2,2,1").without("id");
    assertEquals(List.of("a", "y"), table.columnNames());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "7", "+7", "-12.50", ".5", "5.", "1e3", "1E-3", "-2.5e+10", "123456789012345",
      "0.1", "1234567890.12345", "0.30000000000000004", "12345678901234567890", "4.9e-324", "1e400"})
  void numbersEqualThoseOfTheJdkToTheBit(String text) {
    assertEquals(Double.doubleToRawLongBits(Double.parseDouble(text)),
        Double.doubleToRawLongBits(Numeral.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", ".", "e", "1e", "1.2.3", "1,5", "0x10", "1f", "2d", "NaN", "Infinity",
      "1_000", "\u0661"})
  void wordsAreNoNumbers(String text) {
    assertTrue(Double.isNaN(Numeral.parse(text)));
  }

  @Test
  void randomNumbersSurviveToTheBit() {
    var random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      double number = i % 2 == 0 ? random.nextGaussian() : random.nextInt(1_000_000) / 1000.0;
      String text = Double.toString(number);
      assertEquals(number, Numeral.parse(text), () -> text + " of seed 5");
    }
  }

  @ParameterizedTest
  @CsvSource({"1 1 2 2, CLASSIFICATION", "1 1 2 3, REGRESSION", "0.5 0.5 1 1, REGRESSION", "u u v w, CLASSIFICATION",
      "-1 -1 1 1, CLASSIFICATION", "-0 0 1 1, CLASSIFICATION"})
  void theTaskFollowsFromTheTarget(String values, Task task) {
    var text = new StringBuilder("a,y\n");
    for (String value : values.split(" ")) {
      text.append("1,").append(value).append('\n');
    }
    assertEquals(task, Csv.read("t.csv", Text.stream(text.toString())).target("y").task());
  }

  @Test
  void moreThanTwentyIntegersAreANumber() {
    var text = new StringBuilder("a,y\n");
    for (int i = 0; i < 63; i++) {
      text.append("1,").append(i % 21).append('\n');
    }
    var table = Csv.read("t.csv", Text.stream(text.toString()));
    assertEquals(Task.REGRESSION, table.target("y").task());
    assertEquals(21, table.target("y", Task.CLASSIFICATION).classNames().size());
  }

  @Test
  void classesAreSortedByNumberOrAlphabet() {
    assertEquals(List.of("2", "10"), Text.table("a,y", "1,10", "1,10", "1,2", "1,2").target("y").classNames());
    assertEquals(List.of("10", "2", "x"),
        Text.table("a,y", "1,x", "1,10", "1,2").target("y").classNames());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE,
      names = {"AIR_PASSENGERS", "WORDS", "TINYSHAKESPEARE", "KARATE_CLUB_EDGES", "GATES", "ORIGIN"})
  void builtInDataAreWhatTheySay(BuiltIn data) {
    var labeled = data.labeled();
    var size = switch (data) {
      case DIGITS -> List.of(1797, 65, 10);
      case IRIS -> List.of(150, 5, 3);
      case BREAST_CANCER -> List.of(569, 31, 2);
      case XOR -> List.of(4, 3, 2);
      case KARATE_CLUB -> List.of(34, 2, 2);
      case SPIRAL, CIRCLE, XOR_CLOUD, GAUSS -> List.of(600, 3, 2);
      case AIR_PASSENGERS, WORDS, TINYSHAKESPEARE, KARATE_CLUB_EDGES, GATES, ORIGIN -> List.of();
    };
    assertEquals(Task.CLASSIFICATION, labeled.task());
    assertEquals(size, List.of(labeled.table().rowCount(), labeled.table().columnNames().size(),
        labeled.classNames().size()));
  }
}
