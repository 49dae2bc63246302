package dev.sinabro.cli.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRecordTest {
  @TempDir
  private Path folder;

  private void write(String file, String text) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(file), text);
  }

  private void log(String metric, double... values) throws IOException {
    StringBuilder text = new StringBuilder(
        "{\"event\":\"begun\",\"step\":0,\"time\":\"2026-01-02T03:04:05Z\",\"epochs\":9,\"metrics\":[\"" + metric
            + "\"]}\n");
    for (int epoch = 1; epoch <= values.length; epoch++) {
      text.append("{\"event\":\"epoch\",\"step\":%d,\"epoch\":%d,\"train\":{\"%s\":0.5},\"validation\":{\"%s\":%s}}\n"
          .formatted(4 * epoch, epoch, metric, metric, values[epoch - 1]));
    }
    write("metrics.jsonl", text.toString());
  }

  /** The larger of two accuracies is better, the smaller of two errors; the first of two that are equal. */
  @ParameterizedTest
  @CsvSource({"accuracy, 2", "rmse, 1", "top-3, 2", "bits-per-character, 1"})
  void theBestEpochIsByTheFirstMetric(String metric, int epoch) throws IOException {
    log(metric, 0.25, 0.75, 0.75, 0.25);
    RunRecord run = RunRecord.of(folder);
    RunRecord.Best best = run.best().orElseThrow();
    assertEquals(epoch, best.epoch());
    assertEquals("validation " + metric, best.metric());
    assertEquals("4/9", run.epochs());
    assertEquals("2026-01-02T03:04:05Z", run.begun());
    assertEquals("unfinished", run.state());
  }

  @Test
  void ofManyEpochsSomeAreKeptAndTheBestAmongThem() throws IOException {
    double[] values = new double[50_000];
    Arrays.setAll(values, epoch -> epoch == 12_344 ? 0.75 : 0.5 * epoch / values.length);
    log("accuracy", values);
    RunRecord run = RunRecord.of(folder);
    assertEquals(new RunRecord.Best("validation accuracy", 0.75, 12_345), run.best().orElseThrow());
    assertEquals("50000/9", run.epochs());
    int[] epochs = run.of("epoch").mapToInt(event -> event.get("epoch").getAsInt()).toArray();
    assertTrue(epochs.length > EventSample.MOST / 2 && epochs.length <= EventSample.MOST + 2,
        epochs.length + " epochs");
    assertEquals(List.of(1, 33, 65), IntStream.of(epochs).limit(3).boxed().toList());
    assertArrayEquals(IntStream.of(epochs).sorted().distinct().toArray(), epochs);
    log("accuracy", Arrays.copyOf(values, EventSample.MOST));
    assertEquals(1 + EventSample.MOST, RunRecord.of(folder).events().size());
  }

  @Test
  void aHalfWrittenFolderIsReadAsFarAsItGoes() throws IOException {
    write("metrics.jsonl", "{\"event\":\"begun\",\"st");
    write("summary.json", "{\"test_loss\": 0.");
    write("manifest.json", "[1, 2]");
    Files.write(folder.resolve("config.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    RunRecord run = RunRecord.of(folder);
    assertTrue(RunRecord.isRun(folder));
    assertEquals(List.of(), run.events());
    assertEquals(Optional.empty(), run.best());
    assertEquals("", run.epochs());
    assertEquals("", run.begun());
    assertEquals("unfinished", run.state());
    assertTrue(ReportPage.of(run, Optional.empty()).contains("unfinished"));
    assertEquals(List.of(), new Comparison(List.of(run, run)).differences().rows());
  }

  @Test
  void aFolderWithoutFilesIsNoRun() {
    assertFalse(RunRecord.isRun(folder));
    assertFalse(RunRecord.isRun(folder.resolve("none")));
  }

  @Test
  void theStateIsWhatTheManifestSays() throws IOException {
    write("summary.json", "{}");
    assertEquals("done", RunRecord.of(folder).state());
    write("manifest.json", "{\"state\": \"failed\"}");
    assertEquals("failed", RunRecord.of(folder).state());
    write("manifest.json", "{\"state\": \"running\", \"began\": \"2026-01-02T03:04:05.678Z\"}");
    assertEquals("killed", RunRecord.of(folder).state());
    assertEquals("done", RunRecord.of(folder).done().state());
    assertEquals("2026-01-02T03:04:05Z", RunRecord.of(folder).begun());
    try (FileChannel lock =
        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertEquals("killed", RunRecord.of(folder).state(), "the lock is there, and nobody holds it");
      lock.lock();
      assertEquals("running", RunRecord.of(folder).state());
    }
  }

  /** Locks may not pass between machines; they do between the containers of one, and none is held from before it was started anew. */
  @Test
  void ofAnotherMachineTheManifestIsBelieved() throws IOException {
    Host here = Host.here();
    assertEquals("running", stateOfOneAt("elsewhere", "another boot"));
    assertEquals("killed", stateOfOneAt("container", here.boot()));
    assertEquals("killed", stateOfOneAt(here.name(), "the boot before"));
  }

  private String stateOfOneAt(String host, String boot) throws IOException {
    write("manifest.json", "{\"state\":\"running\",\"host\":\"%s\",\"boot\":\"%s\"}".formatted(host, boot));
    return RunRecord.of(folder).state();
  }

  @Test
  void whatDiffersIsToldByThePathOfItsKey() {
    RunRecord one = new RunRecord(folder, List.of(), "a: 1\nb: {c: [1, 2], d: x}\ne:\n  - f: {g: 1}\n  - h\n",
        Optional.empty(), Optional.empty());
    RunRecord other = new RunRecord(folder, List.of(), "a: 1\nb: {c: [1, 3]}\ne:\n  - f: {g: 2}\n  - h\n",
        Optional.empty(), Optional.empty());
    assertEquals(List.of(List.of("b.c", "[1, 2]", "[1, 3]"), List.of("b.d", "x", "–"), List.of("e[0].f.g", "1", "2")),
        new Comparison(List.of(one, other)).differences().rows());
  }
}
