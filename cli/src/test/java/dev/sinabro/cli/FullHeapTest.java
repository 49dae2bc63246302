package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A heap that is too small for a table, in a JVM of its own. */
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
}
