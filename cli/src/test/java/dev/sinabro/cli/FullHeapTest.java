package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A heap that is too small for a table, in a JVM of its own: a small one is told of, a large one is not kept in it. */
class FullHeapTest {
  @TempDir
  private Path folder = Path.of("");

  @Test
  void isToldAsMemoryAndNotAsMalformedData() throws IOException, InterruptedException {
    StringBuilder table = new StringBuilder("a,b,c,d,e,f,g,h,y\n");
    for (int row = 0; row < 400_000; row++) {
      table.append("1,2,3,4,5,6,7,8,").append(row % 2).append('\n');
    }
    Files.writeString(folder.resolve("large.csv"), table);
    Path file = Files.writeString(folder.resolve("c.yaml"), "data: {path: large.csv, target: y}\nmodel: [dense]\n");
    Path told = folder.resolve("told");
    Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
        "dev.sinabro.cli.Sinabro", "summary", file.toString())).redirectErrorStream(true).redirectOutput(told.toFile())
        .start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    String text = Files.readString(told, StandardCharsets.UTF_8);
    assertEquals(6, process.exitValue(), text);
    assertTrue(text.contains("sinabro: out of memory: Java's heap of 1") && text.contains("JAVA_TOOL_OPTIONS=-Xmx4g"),
        text);
  }

  /** Its columns take 40 MB, of which the heap has no place for one copy. */
  @Test
  void aTableLargerThanTheHeapTrains() throws IOException, InterruptedException {
    int columns = 50;
    try (var writer = Files.newBufferedWriter(folder.resolve("large.csv"))) {
      for (int column = 0; column < columns; column++) {
        writer.append('x').append(Integer.toString(column)).append(',');
      }
      writer.append("y\n");
      Random random = new Random(1);
      StringBuilder line = new StringBuilder();
      for (int row = 0; row < 100_000; row++) {
        line.setLength(0);
        for (int column = 0; column < columns; column++) {
          line.append("0.").append(10_000 + random.nextInt(90_000)).append(',');
        }
        writer.append(line).append("ab".charAt(row % 2)).append('\n');
      }
    }
    Path file = Files.writeString(folder.resolve("c.yaml"), """
        data: {path: large.csv, target: y, split: {validation: 0, test: 0.01}}
        model: [dense]
        train: {max-steps: 20, batch-size: 256}
        """);
    Path told = folder.resolve("told");
    ProcessBuilder command =
        new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx36m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), "dev.sinabro.cli.Sinabro",
            "train",
            file.toString(), "--quiet", "--device", "cpu", "--out", folder.resolve("run").toString()))
            .redirectErrorStream(true).redirectOutput(told.toFile());
    command.environment().put("SINABRO_DATA", folder.resolve("cache").toString());
    Process process = command.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(told, StandardCharsets.UTF_8));
    try (Stream<Path> kept = Files.list(folder.resolve("cache/tables"))) {
      assertEquals(1, kept.count());
    }
  }

  /** Its windows take 51 MB. */
  @Test
  void aSeriesLargerThanTheHeapIsPredicted() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("c.yaml"), """
        data: {kind: windows, path: series.csv, column: level, window: 32}
        model: [flatten, dense]
        train: {epochs: 1}
        """);
    int count = 400_000;
    StringBuilder series = new StringBuilder("name,level\n");
    for (int row = 0; row < count; row++) {
      series.append(row % 7 == 0 ? "a" : "b").append(',').append(row * 37 % 1000).append('\n');
    }
    Path all = Files.writeString(folder.resolve("all.csv"), series);
    int part = series.indexOf("\n", 60_000) + 1;
    Path begin = Files.writeString(folder.resolve("series.csv"), series.substring(0, part));
    Path run = folder.resolve("run");
    CommandRun training =
        CommandRun.of("train", file.toString(), "--device", "cpu", "--quiet", "--out", run.toString());
    assertEquals(0, training.code(), training.err());
    Path told = folder.resolve("told");
    Path found = folder.resolve("found.csv");
    Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx36m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
        "dev.sinabro.cli.Sinabro", "predict", run.toString(), "--input", all.toString(), "--output", found.toString(),
        "--device", "cpu")).redirectErrorStream(true).redirectOutput(told.toFile()).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(told, StandardCharsets.UTF_8));
    List<String> lines = Files.readAllLines(found);
    assertEquals(count - 32 + 1 + 1, lines.size());
    assertTrue(lines.getLast().startsWith((count + 1) + ","), lines.getLast());
    CommandRun few = CommandRun.of("predict", run.toString(), "--input", begin.toString(), "--device", "cpu");
    List<String> rows = few.out().lines().toList();
    assertTrue(rows.size() > 4096, "more than are read at once: " + rows.size());
    for (int row = 1; row < rows.size(); row++) {
      String[] cells = rows.get(row).split(",");
      String[] others = lines.get(row).split(",");
      assertEquals(cells[0], others[0]);
      assertEquals(Float.parseFloat(cells[1]), Float.parseFloat(others[1]), 1e-2f, "row " + cells[0]);
    }
  }
}
