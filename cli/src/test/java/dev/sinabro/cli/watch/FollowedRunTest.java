package dev.sinabro.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedRunTest {
  @TempDir
  private Path folder = Path.of("");
  private RunLog log;
  private FollowedRun run;
  private Chosen chosen;

  @BeforeEach
  void begin() throws IOException {
    log = RunLog.begun(folder.resolve("one"));
    run = new FollowedRun(1, "one", log.folder());
    chosen = new Chosen(run, true, ReadPosition.START);
    assertEquals(List.of("begun 0"), told(false));
  }

  private RunRow row() {
    while (run.refresh()) {
      // on to the end
    }
    return run.row().orElseThrow();
  }

  /** The events that a page is sent now: each with its kind and its step. */
  private List<String> told(boolean anew) {
    JsonObject news = chosen.news().orElseThrow();
    assertEquals(anew || run.row().isEmpty(), news.get("anew").getAsBoolean());
    return news.getAsJsonArray("events").asList().stream().map(event -> event.getAsJsonObject())
        .map(event -> event.get("event").getAsString() + " " + event.get("step").getAsInt()).toList();
  }

  @Test
  void growsByWholeLines() throws IOException {
    assertEquals(0, row().epoch());
    String line = RunLog.epoch(1, 0.5, 0.8);
    log.add(line.substring(0, 40));
    assertEquals(0, row().epoch(), "half a line waits");
    assertTrue(chosen.news().isEmpty());
    log.add(
        line.substring(40) + "\n" + RunLog.epoch(2, 0.25, 0.9) + "\n" + RunLog.epoch(3, 0.125, 0.85).substring(0, 9));
    RunRow row = row();
    assertEquals(List.of("epoch 10", "epoch 20"), told(false));
    assertEquals(2, row.epoch());
    assertEquals(30, row.epochs());
    assertEquals(0.5, row.figures().get("validation loss").getAsDouble());
    assertEquals(0.45, row.figures().get("best validation accuracy").getAsDouble());
    assertEquals(2, row.figures().get("best epoch").getAsInt());
    assertEquals(0.25, row.figures().get("waiting").getAsDouble());
    assertEquals("interrupted", row.state());
    assertEquals(0, row.damaged());
    assertSame(row, row(), "nothing is new");
    assertEquals("0.1", run.settings().get("optimizer.adam.learning-rate"));
  }

  @Test
  void isReadAnewWhereItIsCutBack() throws IOException {
    for (int epoch = 1; epoch <= 4; epoch++) {
      log.add(RunLog.epoch(epoch, 1.0 / epoch, 0.2 * epoch) + "\n");
    }
    assertEquals(4, row().epoch());
    told(false);
    String all = Files.readString(log.file());
    try (FileChannel channel = FileChannel.open(log.file(), StandardOpenOption.WRITE)) {
      channel.truncate(all.indexOf(RunLog.epoch(3, 1.0 / 3, 0.2 * 3)));
    }
    assertEquals(2, row().epoch());
    assertEquals(List.of("begun 0", "epoch 10", "epoch 20"), told(true));
    // Resumed between two looks, it is as long as before again.
    log.add(RunLog.begun(2) + "\n");
    for (int epoch = 3; epoch <= 9; epoch++) {
      log.add(RunLog.epoch(epoch, 2.0 / epoch, 0.1) + "\n");
    }
    chosen.news();
    run.refresh();
    try (FileChannel channel = FileChannel.open(log.file(), StandardOpenOption.WRITE)) {
      channel.truncate(all.length() / 2);
    }
    log.add("\n" + "x".repeat(all.length() * 2) + "\n" + RunLog.epoch(5, 0.5, 0.5) + "\n");
    RunRow row = row();
    assertEquals(5, row.epoch());
    assertTrue(row.damaged() > 0);
    assertEquals("epoch 50", told(true).getLast());
  }

  @Test
  void isReadAnewWhereItIsReplaced() throws IOException {
    log.add(RunLog.epoch(1, 1, 0.2) + "\n" + RunLog.epoch(2, 1, 0.2) + "\n");
    assertEquals(2, row().epoch());
    told(false);
    Path other = Files.writeString(folder.resolve("other"),
        RunLog.begun(0) + "\n" + RunLog.epoch(1, 0.75, 0.5) + "\n" + "x".repeat(1000) + "\n");
    Files.move(other, log.file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertEquals(1, row().epoch());
    assertEquals(0.75, row().figures().get("train loss").getAsDouble());
    assertEquals(List.of("begun 0", "epoch 10"), told(true));
    Files.delete(log.file());
    assertEquals(0, row().epoch());
  }

  @Test
  void damagedLinesArePassedOverAndTold() throws IOException {
    log.add("{\"event\":\"epoch\",\"step\":10,\"epo\nnot json\n[1]\n{\"event\":3,\"step\":1}\n" + "[".repeat(20_000)
        + "\n");
    log.add("y".repeat(GrowingFile.MOST_BYTES + 5));
    assertEquals(5, row().damaged(), "the last line has no end yet");
    log.add("\n" + RunLog.epoch(1, 0.5, 0.8)
        + "\n{\"event\":\"epoch\",\"step\":20,\"epoch\":2,\"train\":{\"loss\":\"NaN\"}}\n");
    RunRow row = row();
    assertEquals(6, row.damaged());
    assertEquals(2, row.epoch());
    assertEquals("NaN", row.figures().get("train loss").getAsString());
    assertEquals("epoch 20", lastOfAll());
  }

  private String lastOfAll() {
    String last = "";
    for (var news = chosen.news(); news.isPresent(); news = chosen.news()) {
      for (var event : news.get().getAsJsonArray("events")) {
        last =
            event.getAsJsonObject().get("event").getAsString() + " " + event.getAsJsonObject().get("step").getAsInt();
      }
    }
    return last;
  }

  @Test
  void otherFilesAreReadWhenTheyAreWrittenAnew() throws IOException {
    assertEquals("interrupted", row().state());
    Files.writeString(log.folder().resolve("manifest.json"), "{\"state\": \"done\", \"began\": \"2026");
    assertEquals("unfinished", row().state(), "half written");
    Files.writeString(log.folder().resolve("manifest.json"), "{\"state\": \"failed\", \"reason\": \"memory\"}");
    assertEquals("failed", row().state());
    assertEquals("memory", row().reason());
    Files.writeString(log.folder().resolve("summary.json"), "{\"test_accuracy\": 0.75, \"name\": \"x\"}");
    assertEquals(0.75, row().figures().get("test accuracy").getAsDouble());
    assertFalse(row().figures().has("name"));
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), RunLog.epoch(9, 0.5, 0.8) + "\n");
    Files.delete(log.file());
    Files.createSymbolicLink(log.file(), secret);
    Files.delete(log.folder().resolve("config.yaml"));
    Files.createSymbolicLink(log.folder().resolve("config.yaml"), secret);
    assertEquals(0, row().epoch());
    assertTrue(run.settings().isEmpty());
    assertTrue(run.files().text("config.yaml").isEmpty());
  }

  @Test
  void aLongLogIsSentInParts() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= 9_000; step++) {
      lines.append("{\"event\":\"watched\",\"step\":").append(step)
          .append(",\"epoch\":1,\"loss\":0.5,\"norms\":{\"w\":1.0},"
              + "\"gradient_norms\":{\"w\":2.0},\"note\":\"")
          .append("z".repeat(100)).append("\"}\n");
    }
    log.add(lines.toString());
    int events = 0;
    int messages = 0;
    for (var news = chosen.news(); news.isPresent(); news = chosen.news()) {
      events += news.get().getAsJsonArray("events").size();
      messages++;
    }
    assertTrue(messages > 1, "one message has a megabyte at most");
    assertTrue(events > 4_000 && events < 7_500, events + " of 9,000 events were sent");
    Chosen only = new Chosen(run, false, ReadPosition.START);
    JsonObject first = only.news().orElseThrow().getAsJsonArray("events").get(5).getAsJsonObject();
    assertFalse(first.has("norms"), first.toString());
    assertFalse(first.has("gradient_norms"));
  }

  @Test
  void aPageGoesOnWhereItWas() throws IOException {
    log.add(RunLog.epoch(1, 1, 0.2) + "\n");
    String place = chosen.news().orElseThrow().get("place").getAsString();
    log.add(RunLog.epoch(2, 1, 0.2) + "\n");
    chosen = new Chosen(run, true, ReadPosition.of(place).orElseThrow());
    row();
    assertEquals(List.of("epoch 20"), told(false));
    assertTrue(ReadPosition.of("1.2").isEmpty());
    assertTrue(ReadPosition.of("99999999999999999999.1.1").isEmpty());
    chosen = new Chosen(run, true, new ReadPosition(5, 12345, 1, false));
    assertEquals(List.of("begun 0", "epoch 10", "epoch 20"), told(true), "a place of another file");
  }
}
