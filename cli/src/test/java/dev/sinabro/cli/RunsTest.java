package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  @TempDir
  private Path folder;

  private static JsonObject data(Path page) throws IOException {
    MatchResult data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
        .matcher(Files.readString(page)).results().findFirst().orElseThrow();
    return JsonParser.parseString(data.group(1)).getAsJsonObject();
  }

  @Test
  void runsAreListedAndCompared() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    assertEquals(0,
        CommandRun.of("train", "iris", "--epochs", "2", "--device", "cpu", "--out", first.toString()).code());
    assertEquals(0,
        CommandRun.of("train", "iris", "--epochs", "3", "--device", "cpu", "--out", second.toString(), "--set",
            "log={tensorboard: false, report: false}").code());
    Files.writeString(Files.createDirectory(folder.resolve("torn\u001b[2J")).resolve("metrics.jsonl"), "{\"eve");
    Files.createDirectory(folder.resolve("other"));

    CommandRun listed = CommandRun.of("runs", folder.toString());
    assertEquals(0, listed.code(), listed.err());
    List<String> lines = listed.out().lines().toList();
    assertEquals(4, lines.size(), listed.out());
    assertTrue(lines.get(1).startsWith("torn?[2J  unfinished"), listed.out());
    assertTrue(lines.get(2).matches("first +done +2/2  validation accuracy [01]\\.\\d{4}  \\d.*B"), listed.out());
    assertTrue(lines.get(3).matches("second +done +3/3 .*"), listed.out());

    Path page = folder.resolve("page.html");
    CommandRun compared = CommandRun.of("report", first.toString(), second.toString(), "--output", page.toString());
    assertEquals(0, compared.code(), compared.err());
    assertTrue(
        compared.out().matches("(?s)run +first +second\nstate +done +done\nepochs +2/2 +3/3\nbest .*test accuracy.*"
            + "\ntrain.epochs +2 +3\nlog.tensorboard +true +false\nlog.report +true +false\n\npage     .*"),
        compared.out());
    assertEquals(2, data(page).getAsJsonArray("runs").size());
    assertEquals(List.of(true, false), List.of(Files.exists(first.resolve("tensorboard/train")),
        Files.exists(second.resolve("tensorboard"))));

    JsonObject judgement = data(first.resolve("report.html")).getAsJsonArray("runs").get(0).getAsJsonObject()
        .getAsJsonObject("judgement");
    assertEquals(List.of(30, 24, 3),
        List.of(judgement.get("count").getAsInt(), judgement.getAsJsonArray("worst").size(),
            judgement.getAsJsonArray("counts").size()));
    assertEquals(4, judgement.getAsJsonArray("columns").size());
    assertTrue(Files.notExists(second.resolve("report.html")));
  }

  /** A training that ended amid its first epoch is listed, reported and drawn as far as it went. */
  @Test
  void aRunWithoutAnEpochIsShown() throws IOException {
    Path run = folder.resolve("run");
    CommandRun trained = CommandRun.of("train", "iris", "--max-steps", "1", "--device", "cpu", "--out", run.toString(),
        "--set", "show=[cost-curve]");
    assertEquals(0, trained.code(), trained.err());
    assertTrue(trained.out().contains("show     no cost curve is drawn: not one epoch was completed\n"), trained.out());
    assertTrue(CommandRun.of("runs", folder.toString()).out().lines().toList().get(1).matches("run +done +0/100 .*"));
    assertTrue(Files.exists(run.resolve("report.html")));
  }

  @Test
  void aFolderThatIsNoRunIsRefused() {
    CommandRun none = CommandRun.of("report", folder.toString());
    assertEquals(4, none.code());
    assertTrue(none.err().contains(folder + " is no run folder: it has neither config.yaml nor metrics"), none.err());
    assertEquals(4, CommandRun.of("runs", folder.resolve("none").toString()).code());
    assertEquals("there is no run in " + folder + "\n", CommandRun.of("runs", folder.toString()).out());
  }
}
