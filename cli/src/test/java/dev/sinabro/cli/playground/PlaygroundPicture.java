package dev.sinabro.cli.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.cli.page.Browser;
import dev.sinabro.cli.page.ReadmePicture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes the README's picture of the playground anew. By its name no build runs it; the README says how it is run. */
class PlaygroundPicture {
  private static final String CHOSEN = URLEncoder.encode("""
      {"data": "spiral", "units": [8, 6], "keys": {"learning-rate": 0.02}, "features": ["x", "y", "sin-x", "sin-y"]}""",
      StandardCharsets.UTF_8).replace("+", "%20");

  @Test
  void ofTheSpiral(@TempDir Path profile) throws Exception {
    List<Throwable> faults = new ArrayList<>();
    try (Browser browser = new Browser(profile, "en");
        Playground playground = new Playground(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            PageClient.DIGITS, faults::add)) {
      ReadmePicture.prepare(browser);
      browser.go(playground.address() + "#" + CHOSEN);
      browser.await("document.querySelector('#yaml')?.textContent.includes('units: 8')");
      browser.click("[data-tab=norms]");
      browser.click("#run");
      browser.await("Number(document.querySelector('[data-figure=test-accuracy]').textContent) >= 0.93");
      browser.click("#run");
      browser.await("document.querySelector('#run').textContent.includes('Run')");
      ReadmePicture.write(browser, "playground.png");
    }
    assertEquals(List.of(), faults);
  }
}
