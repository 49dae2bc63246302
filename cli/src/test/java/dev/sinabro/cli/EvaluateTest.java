package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluateTest {
  @TempDir
  private Path folder = Path.of("");

  @BeforeEach
  void data() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,letter,y\n");
    for (int row = 0; row < 104; row++) {
      rows.append(row % 7).append(',').append(row * row % 23).append(',').append(row % 26)
          .append(row % 2 == 0 ? ",u" : ",v")
          .append('\n');
    }
    Files.writeString(folder.resolve("data.csv"), rows);
  }

  private CommandRun train(String data, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), "data: " + data + "\ntrain: {epochs: 2}\n");
    var arguments = new ArrayList<>(List.of("train", file.toString(), "--out", run().toString()));
    arguments.addAll(List.of(options));
    CommandRun trained = CommandRun.of(arguments.toArray(String[]::new));
    assertEquals(0, trained.code(), trained.err());
    return trained;
  }

  private Path run() {
    return folder.resolve("run");
  }

  private static String result(CommandRun evaluated) {
    assertEquals(0, evaluated.code(), evaluated.err());
    return evaluated.out().lines().filter(line -> line.startsWith("result")).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{path: data.csv, target: y, ignore: [letter], normalize: standard}\nmodel: [dense]",
      "{path: data.csv, target: b, ignore: [y], task: regression, normalize: standard}\nmodel: [dense]",
      "{kind: numbers, path: data.csv, ignore: [y], normalize: standard}\nmodel: [dense]",
      "{kind: windows, path: data.csv, column: b, window: 4, normalize: standard}\nmodel: [flatten, dense]"})
  void theModelSaysHowItsDataIsNormalized(String data) throws IOException {
    train(data, "--quiet");
    String before = result(CommandRun.of("evaluate", run().toString()));
    Path configuration = run().resolve("config.yaml");
    String text = Files.readString(configuration);
    assertTrue(text.contains("normalize: standard"), text);
    Files.writeString(configuration, text.replace("normalize: standard", "normalize: minmax"));
    assertEquals(before, result(CommandRun.of("evaluate", run().toString())));
  }

  @Test
  void theWholeConfusionMatrixIsWritten() throws IOException {
    train("{path: data.csv, target: y, ignore: [letter]}\nmodel: [dense]", "--quiet");
    Path matrix = folder.resolve("matrix.csv");
    CommandRun evaluated =
        CommandRun.of("evaluate", run().toString(), "--data", folder.resolve("data.csv").toString(), "--confusion",
            matrix.toString());
    assertEquals(0, evaluated.code(), evaluated.err());
    List<String> lines = Files.readAllLines(matrix);
    assertEquals("true,predicted,rows", lines.getFirst());
    assertEquals(104,
        lines.stream().skip(1).mapToInt(line -> Integer.parseInt(line.substring(1 + line.lastIndexOf(','))))
            .sum());
    assertTrue(evaluated.out().endsWith((lines.size() - 1) + " pairs of classes · " + matrix + "\n"), evaluated.out());
  }

  @Test
  void whatIsNoClassIsNotConfused() throws IOException {
    train("{path: data.csv, target: b, ignore: [y], task: regression}\nmodel: [dense]", "--quiet");
    CommandRun refused = CommandRun.of("evaluate", run().toString(), "--confusion", folder.resolve("m.csv").toString());
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("this model does not tell the class of a row"), refused.err());
    assertTrue(Files.notExists(folder.resolve("m.csv")));
  }

  @Test
  void manyWholeNumbersAreNotTakenForANumberInSilence() throws IOException {
    String note =
        "note     'letter' has 26 different whole numbers, which are learned as a number; if they are classes, say"
            + " data.task: classification\n";
    CommandRun told = train("{path: data.csv, target: letter, ignore: [y]}\nmodel: [dense]");
    assertTrue(told.out().contains(note), told.out());
  }

  @Test
  void whatWasSaidIsNotNoted() throws IOException {
    CommandRun silent = train("{path: data.csv, target: letter, ignore: [y], task: regression}\nmodel: [dense]");
    assertFalse(silent.out().contains("note"), silent.out());
  }

  @Test
  void jsonNamesTheFolderOfTheRun() throws IOException {
    CommandRun told = train("{path: data.csv, target: y}\nmodel: [dense]", "--json");
    var summary = JsonParser.parseString(told.out()).getAsJsonObject();
    assertEquals(run().toString(), summary.get("run").getAsString());
    assertTrue(summary.has("test_accuracy"), told.out());
  }
}
