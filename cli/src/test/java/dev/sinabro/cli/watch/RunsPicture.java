package dev.sinabro.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.cli.CommandRun;
import dev.sinabro.cli.page.Browser;
import dev.sinabro.cli.page.ReadmePicture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes the README's picture of runs in a browser anew. By its name no build runs it; the README says how it is run. */
class RunsPicture {
  private static final Map<String, String> OPTIMIZERS = Map.of("adam", "{adam: {learning-rate: 0.001}}", "adam-slow",
      "{adam: {learning-rate: 0.0002}}", "momentum", "{momentum: {learning-rate: 0.01}}", "sgd",
      "{sgd: {learning-rate: 0.05}}");

  @Test
  void ofFourOptimizers(@TempDir Path folder) throws Exception {
    OPTIMIZERS.forEach((name, optimizer) -> assertEquals(0, CommandRun.of("train", "digits", "--quiet", "--set",
        "optimizer=" + optimizer, "--out", folder.resolve("runs").resolve(name).toString()).code(), name));
    List<Throwable> faults = new ArrayList<>();
    try (Browser browser = new Browser(folder.resolve("browser"), "en");
        RunsPage page = RunsPage.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(folder.resolve("runs")), faults::add)) {
      ReadmePicture.prepare(browser);
      browser.go(page.address());
      browser.await("document.querySelectorAll('.chart path.line').length >= 8");
      browser.click(".chart .log");
      browser.await("document.querySelector('.chart .log').ariaPressed === 'true'");
      ReadmePicture.write(browser, "runs.png");
    }
    assertEquals(List.of(), faults);
  }
}
