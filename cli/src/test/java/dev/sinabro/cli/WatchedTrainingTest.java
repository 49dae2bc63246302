package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sinabro.cli.page.Browser;
import dev.sinabro.cli.page.PageBytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training with the page that it serves of itself. */
class WatchedTrainingTest {
  private static final Pattern ADDRESS = Pattern.compile("watch {4}(http://\\S+)");
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);

  @TempDir
  private Path folder = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private CompletableFuture<Integer> train(String... options) {
    List<String> all = Stream.concat(Stream.of("train", "digits", "--watch", "--out", run().toString(), "--progress",
        "none"), Stream.of(options)).toList();
    return CompletableFuture.supplyAsync(
        () -> Sinabro.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new)));
  }

  private Path run() {
    return folder.resolve("run");
  }

  private static String address(StringWriter printed, CompletableFuture<Integer> training) throws Exception {
    await(() -> ADDRESS.matcher(printed.toString()).find() || training.isDone());
    Matcher found = ADDRESS.matcher(printed.toString());
    assertTrue(found.find(), printed::toString);
    return found.group(1);
  }

  /** Something that becomes true. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        fail("it did not come true");
      }
      Thread.sleep(20);
    }
  }

  private List<Path> checkpoints() throws IOException {
    Path all = run().resolve("checkpoints");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(all)) {
      return files.filter(file -> file.getFileName().toString().matches("step-.*safetensors")).toList();
    }
  }

  @Test
  void itsPageHasItWriteACheckpointAndStop() throws Exception {
    CompletableFuture<Integer> training = train("--epochs", "100000", "--quiet");
    PageBytes page = new PageBytes(address(err, training));
    assertEquals(403, page.sent("POST", "/api/stop", page.host(), page.cookie(), "").status(), "no origin");
    assertEquals(403, page.sent("POST", "/api/stop", page.host(),
        page.cookie() + "Origin: http://evil.example\r\n", "").status());
    assertEquals(401, page.sent("POST", "/api/stop", page.host(), page.origin(), "").status(), "no token");
    assertEquals(405, page.sent("PUT", "/api/stop", page.host(), page.cookie() + page.origin(), "").status());
    assertEquals(404, page.sent("GET", "/api/stop", page.host(), page.cookie(), "").status(), "looking stops nothing");
    await(() -> Files.exists(run().resolve("network.json")));
    assertEquals(List.of(), checkpoints());
    assertEquals(200, page.sent("POST", "/api/checkpoint", page.host(), page.cookie() + page.origin(), "").status());
    await(() -> !checkpoints().isEmpty());
    assertFalse(training.isDone());
    assertEquals(200, page.sent("POST", "/api/stop", page.host(), page.cookie() + page.origin(), "").status());
    assertEquals(130, training.get(120, TimeUnit.SECONDS));
    assertTrue(Files.readString(run().resolve("manifest.json")).contains("\"state\": \"interrupted\""));
    assertFalse(checkpoints().isEmpty());
    assertThrows(IOException.class, () -> page.sent("GET", "/", page.host(), page.cookie(), ""));
    assertEquals(0, CommandRun.of("train", "--resume", run().toString(), "--max-steps", "1", "--quiet").code());
  }

  @Test
  void aBrowserSeesItTrainAndStopsIt() throws Exception {
    try (Browser browser = new Browser(folder.resolve("profile"), "en")) {
      CompletableFuture<Integer> training = train("--epochs", "100000");
      browser.go(address(out, training));
      browser.await("document.querySelectorAll('#charts svg .line').length > 0");
      browser.await("document.querySelector('#progress').textContent.includes('loss')");
      browser.await("document.querySelectorAll('#shown .layer').length > 3");
      browser.click("#checkpoint");
      browser.await("document.querySelector('#answer').textContent.startsWith('checkpoint at step')");
      browser.click("#stop");
      assertEquals(130, training.get(120, TimeUnit.SECONDS));
      browser.await("document.querySelector('#connection').textContent.includes('has ended')");
      browser.await("document.querySelector('#table .state').textContent === 'stopped'");
      assertTrue(browser.value("document.querySelectorAll('#charts svg .line').length > 0").equals("true"),
          "what was seen stays");
      assertFalse(checkpoints().isEmpty());
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void aTrainingThatEndsShowsWhatItCameTo() throws Exception {
    try (Browser browser = new Browser(folder.resolve("profile"), "ko")) {
      CompletableFuture<Integer> training = train("--epochs", "100000", "--max-time", "8s");
      browser.go(address(out, training));
      browser.await("document.querySelectorAll('#charts svg .line').length > 0");
      browser.click("[data-tab=mistakes]");
      assertEquals(0, training.get(120, TimeUnit.SECONDS));
      browser.await("document.querySelector('#connection').dataset.state === 'over'");
      browser.await("document.querySelectorAll('#shown .matrix tbody tr').length === 10");
      assertEquals("끝남", browser.text("#table .state"));
      assertEquals(List.of(), browser.complaints());
    }
  }
}
