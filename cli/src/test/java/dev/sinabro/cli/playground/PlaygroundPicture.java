package dev.sinabro.cli.playground;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.page.Browser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes the README's picture of the playground anew. By its name no build runs it; the README says how it is run. */
class PlaygroundPicture {
  private static final Path PICTURE = Path.of("pictures", "playground.png");
  private static final int MOST_BYTES = 150_000;
  private static final int COLOR_STEP = 16;
  private static final String CHOSEN = URLEncoder.encode("""
      {"data": "spiral", "units": [8, 6], "keys": {"learning-rate": 0.02}, "features": ["x", "y", "sin-x", "sin-y"]}""",
      StandardCharsets.UTF_8).replace("+", "%20");

  @Test
  void ofTheSpiral(@TempDir Path profile) throws Exception {
    List<Throwable> faults = new ArrayList<>();
    try (Browser browser = new Browser(profile, "en");
        Playground playground = new Playground(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            PageClient.DIGITS, faults::add)) {
      browser.scheme("light");
      browser.picture(1280, 760);
      browser.go(playground.address() + "#" + CHOSEN);
      browser.await("document.querySelector('#yaml')?.textContent.includes('units: 8')");
      browser.click("[data-tab=norms]");
      browser.click("#run");
      browser.await("Number(document.querySelector('[data-figure=test-accuracy]').textContent) >= 0.93");
      browser.click("#run");
      browser.await("document.querySelector('#run').textContent.includes('Run')");
      small(ImageIO.read(new ByteArrayInputStream(browser.picture(1280, 760))));
    }
    assertTrue(faults.isEmpty(), faults::toString);
  }

  /** Writes it with fewer colors, by which it is half as large. */
  private static void small(BufferedImage picture) throws IOException {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int color = picture.getRGB(x, y);
        picture.setRGB(x, y,
            0xff000000 | coarse(color >> 16 & 255) << 16 | coarse(color >> 8 & 255) << 8 | coarse(color & 255));
      }
    }
    ImageIO.write(picture, "png", PICTURE.toFile());
    assertTrue(Files.size(PICTURE) < MOST_BYTES, Files.size(PICTURE) + " bytes are too many for a README");
  }

  private static int coarse(int channel) {
    return Math.min(255, Math.round(channel / (float) COLOR_STEP) * COLOR_STEP);
  }
}
