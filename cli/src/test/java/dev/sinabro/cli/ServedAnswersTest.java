package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For each kind of data a model is asked over HTTP, and says what {@code predict} says. */
class ServedAnswersTest {
  /** Batches of other sizes are products of other shapes, of which the last bits may differ. */
  private static final double TOLERANCE = 1e-5;

  @TempDir
  private Path folder = Path.of("");

  private Path trained(String configuration) throws IOException {
    Files.writeString(folder.resolve("net.yaml"), configuration);
    Path run = folder.resolve("net");
    CommandRun training =
        CommandRun.of("train", folder.resolve("net.yaml").toString(), "--device", "cpu", "--quiet", "--out",
            run.toString());
    assertEquals(0, training.code(), training.err());
    return run;
  }

  /** The cells of what {@code predict} prints, without the header. */
  private List<List<String>> predicted(Path run, Path input) {
    CommandRun prediction = CommandRun.of("predict", run.toString(), "--input", input.toString(), "--device", "cpu");
    assertEquals(0, prediction.code(), prediction.err());
    return prediction.out().lines().skip(1).map(line -> Arrays.asList(line.split(","))).toList();
  }

  private void boxes() throws IOException {
    StringBuilder rows = new StringBuilder("width,height,color,kind,area\n");
    for (int row = 0; row < 40; row++) {
      double width = 1 + row * 7 % 31 / 4.0;
      double height = 1 + row * 11 % 29 / 4.0;
      rows.append("%s,%s,%s,%s,%s\n".formatted(width, height, row % 3 == 0 ? "red" : "blue",
          width > height ? "wide" : "tall", width * height));
    }
    Files.writeString(folder.resolve("boxes.csv"), rows);
  }

  private static String tensor(String name, String datatype, List<?> values, int... extents) {
    return "{\"name\": \"%s\", \"datatype\": \"%s\", \"shape\": %s, \"data\": %s}".formatted(name, datatype,
        Arrays.toString(extents), values);
  }

  private static String request(String... inputs) {
    return "{\"id\": \"a\", \"inputs\": [" + String.join(", ", inputs) + "]}";
  }

  private static void assertSame(List<List<String>> predicted, JsonObject best, JsonObject probabilities) {
    JsonArray names = best.getAsJsonArray("data");
    assertEquals(predicted.size(), names.size());
    int classes = probabilities.getAsJsonArray("shape").get(1).getAsInt();
    for (int row = 0; row < names.size(); row++) {
      List<String> cells = predicted.get(row).reversed();
      assertEquals(cells.get(1), names.get(row).getAsString(), "row " + row);
      int first = row * classes;
      double most = IntStream.range(first, first + classes)
          .mapToDouble(i -> probabilities.getAsJsonArray("data").get(i).getAsDouble()).max().orElseThrow();
      assertEquals(Double.parseDouble(cells.getFirst()), most, TOLERANCE, "row " + row);
    }
  }

  @Test
  void aTableOfNumbersAndCategories() throws Exception {
    boxes();
    Path run = trained("""
        data: {path: boxes.csv, target: kind, ignore: [area]}
        model: [{dense: {units: 8, activation: relu}}, {dense: {}}]
        train: {epochs: 5}
        """);
    Path input = folder.resolve("input.csv");
    Files.writeString(input, "color,height,width\nred,2,7.5\nblue,6,1\nblue,3,3\n");
    String request = request(tensor("height", "INT64", List.of(2, 6, 3), 3),
        tensor("color", "BYTES", List.of("\"red\"", "\"blue\"", "\"blue\""), 3),
        tensor("width", "FP64", List.of(7.5, 1, 3), 3, 1));
    try (Served served = new Served(run)) {
      assertSame(predicted(run, input), served.output(request, "class"), served.output(request, "probabilities"));
      assertEquals("[\"tall\",\"wide\"]", served.output(request, "classes").getAsJsonArray("data").toString());
      JsonObject answer = JsonParser.parseString(served.infer(request).body()).getAsJsonObject();
      assertEquals("a", answer.get("id").getAsString());
      assertEquals("net", answer.get("model_name").getAsString());
      assertEquals(3, answer.getAsJsonArray("outputs").size());
      String chosen = request.replaceFirst("\\{", "{\"outputs\": [{\"name\": \"class\"}], ");
      assertEquals(1,
          JsonParser.parseString(served.infer(chosen).body()).getAsJsonObject().getAsJsonArray("outputs").size());

      JsonObject told = JsonParser.parseString(served.get("/v2/models/net").body()).getAsJsonObject();
      assertEquals(
          "[{\"name\":\"width\",\"datatype\":\"FP64\",\"shape\":[-1]},{\"name\":\"height\",\"datatype\":\"FP64\","
              + "\"shape\":[-1]},{\"name\":\"color\",\"datatype\":\"BYTES\",\"shape\":[-1]}]",
          told.get("inputs").toString());
      assertEquals("[{\"name\":\"class\",\"datatype\":\"BYTES\",\"shape\":[-1]},{\"name\":\"probabilities\","
          + "\"datatype\":\"FP32\",\"shape\":[-1,2]},{\"name\":\"classes\",\"datatype\":\"BYTES\",\"shape\":[2]}]",
          told.get("outputs").toString());
      assertEquals(List.of(), served.faults());
    }
  }

  @Test
  void aTableWithMissingValuesAndDates() throws Exception {
    StringBuilder rows = new StringBuilder("size,color,day,kind\n");
    for (int row = 0; row < 40; row++) {
      rows.append(
          "%s,%s,2026-01-%02d,%s\n".formatted(row % 7 == 0 ? "" : row % 5, row % 9 == 0 ? "" : "red", 1 + row % 28,
              row % 5 > 2 ? "wide" : "tall"));
    }
    Files.writeString(folder.resolve("gaps.csv"), rows);
    Path run = trained("""
        data: {path: gaps.csv, target: kind, missing: impute, columns: {day: date}}
        model: [{dense: {units: 8, activation: relu}}, {dense: {}}]
        train: {epochs: 5}
        """);
    Path input = folder.resolve("input.csv");
    Files.writeString(input, "size,color,day\n,red,2026-01-05\n3,,2026-01-06\n4,red,\n");
    String request = request(tensor("size", "FP64", Arrays.asList(null, 3, 4), 3),
        tensor("color", "BYTES", Arrays.asList("\"red\"", null, "\"red\""), 3),
        tensor("day", "BYTES", Arrays.asList("\"2026-01-05\"", "\"2026-01-06\"", null), 3));
    try (Served served = new Served(run)) {
      assertSame(predicted(run, input), served.output(request, "class"), served.output(request, "probabilities"));
      assertTrue(served.infer(request.replace("2026-01-05", "yesterday")).body().contains("request:1, column 'day'"));
    }
  }

  @Test
  void aValueInItsOwnUnitsFromAllColumnsAsOneTensor() throws Exception {
    boxes();
    Path run = trained("""
        data: {path: boxes.csv, target: area, ignore: [kind, color]}
        model: [{dense: {units: 8, activation: relu}}, {dense: {}}]
        train: {epochs: 5}
        """);
    Path input = folder.resolve("input.csv");
    Files.writeString(input, "width,height\n2,7.5\n6,1\n");
    String request = request(tensor("features", "FP32", List.of(List.of(2, 7.5), List.of(6, 1)), 2, 2));
    try (Served served = new Served(run)) {
      JsonArray areas = served.output(request, "area").getAsJsonArray("data");
      List<List<String>> predicted = predicted(run, input);
      assertEquals(2, areas.size());
      for (int row = 0; row < 2; row++) {
        assertEquals(Double.parseDouble(predicted.get(row).getFirst()), areas.get(row).getAsDouble(), 1e-3);
      }
    }
  }

  @Test
  void images() throws Exception {
    Path digits = SmallDigits.write(folder.resolve("digits"), 60, 20);
    Path run = trained("""
        data: {kind: idx, path: digits}
        model: [flatten, {dense: {}}]
        train: {epochs: 2}
        """);
    Path test = digits.resolve("t10k-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(test);
    List<Integer> pixels = IntStream.range(16, bytes.length).mapToObj(i -> Byte.toUnsignedInt(bytes[i])).toList();
    String request = request(tensor("image", "UINT8", pixels, 20, 1, 28, 28));
    try (Served served = new Served(run)) {
      assertSame(predicted(run, test), served.output(request, "class"), served.output(request, "probabilities"));
    }
  }

  @Test
  void theNextNumberOfASeries() throws Exception {
    List<Integer> numbers = IntStream.range(0, 40).mapToObj(i -> 100 + 10 * (i % 4) + i).toList();
    Files.writeString(folder.resolve("series.csv"),
        "sold\n" + String.join("\n", numbers.stream().map(Object::toString).toList()) + "\n");
    Path run = trained("""
        data: {kind: windows, path: series.csv, column: sold, window: 4}
        model: [{reshape: {shape: [4]}}, {dense: {}}]
        train: {epochs: 3}
        """);
    List<Integer> last = numbers.subList(36, 40);
    String request = request(tensor("sold", "INT32", last, 1, 4));
    try (Served served = new Served(run)) {
      double next = served.output(request, "sold").getAsJsonArray("data").get(0).getAsDouble();
      assertEquals(Double.parseDouble(predicted(run, folder.resolve("series.csv")).getLast().getLast()), next, 1e-2);
    }
  }

  @Test
  void theNextCharacterOfAText() throws Exception {
    Files.writeString(folder.resolve("words.txt"),
        String.join("\n", Stream.generate(() -> "abc\nba\ncab").limit(20).toList()));
    Path run = trained("""
        data: {kind: text, path: words.txt}
        model: [{embedding: {width: 4}}, {lstm: {units: 4}}, {dense: {}}]
        train: {epochs: 2}
        """);
    Path input = folder.resolve("input.txt");
    Files.writeString(input, "ab\nc\n");
    String request = request(tensor("text", "BYTES", List.of("\"ab\"", "\"c\""), 2));
    try (Served served = new Served(run)) {
      JsonObject next = served.output(request, "next");
      List<List<String>> predicted = predicted(run, input).stream()
          .map(cells -> List.of(cells.get(0), cells.get(1).replace("\"\"", "").isEmpty() ? "\n" : cells.get(1),
              cells.get(2)))
          .toList();
      assertSame(predicted, next, served.output(request, "probabilities"));
      assertTrue(served.infer(request.replace("\"c\"", "\"z\"")).body().contains("not there in training"));
    }
  }

  @Test
  void numbersAreGivenBack() throws Exception {
    boxes();
    Path run = trained("""
        data: {kind: numbers, path: boxes.csv, ignore: [kind, color]}
        model: [{dense: {units: 3}}]
        train: {epochs: 2}
        loss: mse
        """);
    Path input = folder.resolve("input.csv");
    Files.writeString(input, "width,height,area\n2,7.5,15\n");
    String request = request(tensor("features", "FP64", List.of(2, 7.5, 15), 1, 3));
    try (Served served = new Served(run)) {
      JsonArray values = served.output(request, "values").getAsJsonArray("data");
      for (int column = 0; column < 3; column++) {
        assertEquals(Double.parseDouble(predicted(run, input).getFirst().get(column)), values.get(column).getAsDouble(),
            1e-4);
      }
    }
  }
}
