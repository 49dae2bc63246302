package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.playground.PageClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What serves until it is told to end. */
class ServersEndTest {
  @TempDir
  private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 143"})
  void aSignalEndsAPlaygroundThatTrainsAndIsLookedAt(String signal, int code) throws Exception {
    Process process = SinabroProcess.of(folder, "playground", "--port", "0").start();
    try (BufferedReader told = process.inputReader()) {
      try (PageClient page = opened(told)) {
        String play = page.post("plays", "{}").body().get("play").getAsString();
        assertEquals(200,
            page.post("plays/" + play + "/settings", PageClient.settings("spiral", 16, 16).toString()).status());
        page.post("plays/" + play + "/run", "{}");
        page.shown(play);
        assertEquals(200, page.get("digits").status(), "the network of digits begins to learn");
        long begin = System.nanoTime();
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        assertEquals(code, process.exitValue());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        assertTrue(seconds < 15, () -> "it took " + seconds + " s");
      }
      assertEquals("            open it in a browser; Ctrl-C ends it", told.readLine());
      assertEquals(null, told.readLine(), "nothing failed on the way");
    } finally {
      process.destroyForcibly();
    }
  }

  /** A page at the address that it prints, behind what the virtual machine says. */
  private static PageClient opened(BufferedReader told) throws IOException {
    String line = String.valueOf(told.readLine());
    while (!line.startsWith("playground  http://127.0.0.1:")) {
      assertNotEquals("null", line, "it ends without an address");
      line = String.valueOf(told.readLine());
    }
    return new PageClient(line.substring("playground  ".length()));
  }

  @Test
  void whatWasTrainedInThePlaygroundIsGoneFromTheDisk() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    ProcessBuilder builder = SinabroProcess.of(folder, "playground", "--port=0");
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    Process process = builder.start();
    try (BufferedReader told = process.inputReader()) {
      try (PageClient page = opened(told)) {
        String play = page.post("plays", "{}").body().get("play").getAsString();
        page.post("plays/" + play + "/settings", PageClient.settings("gauss").toString());
        try (var files = Files.list(temporary)) {
          assertTrue(files.anyMatch(file -> file.getFileName().toString().startsWith("sinabro-playground-")));
        }
        process.destroy();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(143, process.exitValue());
        try (var files = Files.list(temporary)) {
          assertEquals(0,
              files.filter(file -> file.getFileName().toString().startsWith("sinabro-playground-")).count());
        }
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
