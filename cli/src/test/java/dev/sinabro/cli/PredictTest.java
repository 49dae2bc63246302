package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictTest {
  @TempDir
  private static Path folder = Path.of("");

  private static Path run = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    StringBuilder rows = new StringBuilder("a,color,y\n");
    for (int row = 0; row < 60; row++) {
      rows.append(row % 7).append(row % 2 == 0 ? ",red," : ",blue,").append(List.of("u", "v", "w").get(row % 3))
          .append('\n');
    }
    Files.writeString(folder.resolve("data.csv"), rows);
    run = trained("run", "{path: data.csv, target: y}\nmodel: [dense: {units: 4, activation: relu}, dense]");
  }

  private static Path trained(String name, String data) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), "data: " + data + "\ntrain: {epochs: 1}\n");
    CommandRun trained =
        CommandRun.of("train", file.toString(), "--out", folder.resolve(name).toString(), "--quiet");
    assertEquals(0, trained.code(), trained.err());
    return folder.resolve(name);
  }

  private static CommandRun predict(Path model, String text, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("predict", model.toString(), "--input",
        Files.writeString(folder.resolve("input.csv"), text).toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void columnsPassThroughAsTheyStand() throws IOException {
    CommandRun told = predict(run, "id,color,a,name,y\n007,red,1,\"x, y\",\n008,blue,2,,NA\n", "--keep", "name,id");
    List<String> lines = told.out().lines().toList();
    assertEquals("name,id,y,probability", lines.getFirst(), told.err());
    assertTrue(lines.get(1).startsWith("\"x, y\",007,") && lines.get(2).startsWith(",008,"), told.out());
  }

  @Test
  void allColumnsPassThroughAndThePredictedOneHasANameOfItsOwn() throws IOException {
    CommandRun told = predict(run, "id,color,a,y\n7,red,1,u\n", "--keep", "all");
    assertEquals("id,color,a,y,predicted_y,probability", told.out().lines().toList().getFirst(), told.err());
    assertTrue(told.out().lines().toList().get(1).startsWith("7,red,1,u,"), told.out());
  }

  @Test
  void aColumnThatNobodyMentionedIsRefused() throws IOException {
    CommandRun refused = predict(run, "id,color,a\n7,red,1\n");
    assertEquals(4, refused.code());
    assertTrue(refused.err().endsWith("input.csv has a column 'id', which the model was trained without; remove it, or"
        + " pass it through with --keep id\n"), refused.err());
    CommandRun unknown = predict(run, "id,color,a\n7,red,1\n", "--keep", "ids");
    assertTrue(unknown.code() == 4 && unknown.err().endsWith("has no column 'ids' to keep; did you mean 'id'?\n"),
        unknown.err());
  }

  @Test
  void allProbabilitiesAreToldAndMakeOne() throws IOException {
    CommandRun told = predict(run, "color,a\nred,1\n", "--probabilities");
    List<String> lines = told.out().lines().toList();
    assertEquals("y,probability,probability_u,probability_v,probability_w", lines.getFirst(), told.err());
    String[] cells = lines.get(1).split(",");
    double[] all = IntStream.range(2, 5).mapToDouble(i -> Double.parseDouble(cells[i])).toArray();
    assertEquals(1, all[0] + all[1] + all[2], 1e-6);
    assertEquals(Double.parseDouble(cells[1]), all[List.of("u", "v", "w").indexOf(cells[0])]);
  }

  @Test
  void squaredErrorsTellNoProbability() throws IOException {
    Path squared = trained("squared", "{path: data.csv, target: y}\nmodel: [dense]\nloss: mse");
    assertEquals("y,output", predict(squared, "color,a\nred,1\n").out().lines().toList().getFirst());
    Path number = trained("number", "{path: data.csv, target: a, ignore: [y], task: regression}\nmodel: [dense]");
    CommandRun refused = predict(number, "color\nred\n", "--probabilities");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("this model estimates numbers"), refused.err());
  }

  @Test
  void manyRowsComeOutInTheirOrderFromAFileAndFromStandardInput() throws IOException {
    StringBuilder rows = new StringBuilder("id,color,a\n");
    for (int row = 0; row < 9_000; row++) {
      rows.append(row).append(row % 3 == 0 ? ",red," : ",blue,").append(row % 7).append('\n');
    }
    List<String> lines = predict(run, rows.toString(), "--keep", "id").out().lines().toList();
    assertEquals(9_001, lines.size());
    List<String> few =
        predict(run, rows.substring(0, rows.indexOf("\n21,") + 1), "--keep", "id").out().lines().toList();
    for (int row = 0; row < 9_000; row++) {
      assertEquals(few.get(1 + row % 21).replaceFirst("[0-9]+", Integer.toString(row)), lines.get(1 + row));
    }
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8)));
      assertEquals(lines,
          CommandRun.of("predict", run.toString(), "--input", "-", "--keep", "id").out().lines().toList());
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void whatIsWrongFarDownIsToldWithItsLineAndLeavesNoFile() throws IOException {
    StringBuilder rows = new StringBuilder("color,a\n");
    IntStream.range(0, 6_000).forEach(row -> rows.append("red,").append(row == 5_000 ? "many" : "1").append('\n'));
    Path output = folder.resolve("predicted.csv");
    CommandRun refused = predict(run, rows.toString(), "--output", output.toString());
    assertEquals(4, refused.code());
    assertTrue(refused.err().contains("input.csv:5002, column 'a': expected a number, found 'many'"), refused.err());
    assertTrue(Files.notExists(output));
  }
}
