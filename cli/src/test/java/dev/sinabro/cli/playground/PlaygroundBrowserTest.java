package dev.sinabro.cli.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.page.Browser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with the page, in a real browser where there is one. */
class PlaygroundBrowserTest {
  private static final String TEST_ACCURACY =
      "Number(document.querySelector('[data-figure=test-accuracy]')?.textContent)";
  private static final String READY = "document.querySelectorAll('#figures dd').length > 0";

  @TempDir
  private Path folder = Path.of("");
  private final List<Throwable> faults = new ArrayList<>();
  private Playground playground;

  @BeforeEach
  void serve() throws Exception {
    playground =
        new Playground(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), PageClient.DIGITS, faults::add);
  }

  @AfterEach
  void close() {
    playground.close();
    assertEquals(List.of(), faults);
  }

  private Browser opened(String language) throws Exception {
    Browser browser = new Browser(folder, language);
    browser.go(playground.address());
    browser.await(READY);
    return browser;
  }

  @Test
  void theSpiralIsLearnedByAClickAndItsAddressRestoresIt() throws Exception {
    try (Browser browser = opened("en")) {
      browser.enter("#dataKind", "spiral");
      browser.await("document.querySelector('#yaml').textContent.includes('dense')");
      browser.enter("#activation", "relu");
      browser.click("#more");
      browser.await("document.querySelectorAll('#wires g[role=button]').length === 6");
      for (int layer = 0; layer < 3; layer++) {
        // Widened one by one, as by hand; each begins anew.
        browser.value("(async () => { for (let i = 0; i < 12; i++) {"
            + " document.querySelectorAll('#wires g[role=button]')[" + (2 * layer + 1)
            + "].dispatchEvent(new Event('click')); } })()");
      }
      browser.await("document.querySelector('#yaml').textContent.match(/units: 1[46]/g)?.length === 3");
      browser.click("#run");
      browser.await(TEST_ACCURACY + " >= 0.95");
      browser.click("#run");
      browser.await("document.querySelector('#run').textContent.includes('Run')");
      String address = browser.value("location.href");
      assertFalse(address.contains("token"), address);
      String yaml = browser.text("#yaml");
      browser.open("en");
      browser.go(address);
      browser.await(READY);
      assertEquals(yaml, browser.text("#yaml"), "another tab has its own training of the same settings");
      assertEquals("Epoch 0", browser.text("#count"));
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void theGradientOfAWeightIsCheckedAndAStepLookedAt() throws Exception {
    try (Browser browser = opened("en")) {
      browser.click("#epoch");
      browser.await("document.querySelector('#count').textContent === 'Epoch 1'");
      browser.value("document.querySelector('#wires .hit').dispatchEvent(new Event('click'))");
      browser.click("#check");
      browser.await("document.querySelector('#checked').dataset.agrees === 'true'");
      browser.click("#slowLook");
      browser.await("!document.querySelector('#slowOn').disabled");
      for (int stage = 0; stage < 5; stage++) {
        browser.click("#slowOn");
      }
      assertEquals("backward 1/3", browser.text("#slowStage"));
      assertTrue(browser.text("#slowText").contains("∂L/∂w1,1 = ∂L/∂z1 · a1"), browser.text("#slowText"));
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void aTableOfOnesOwnAndKorean() throws Exception {
    try (Browser browser = opened("ko")) {
      assertEquals("한 에포크", browser.text("#epoch"));
      StringBuilder csv = new StringBuilder("키,너비,종류\\n");
      for (int row = 0; row < 40; row++) {
        csv.append(row % 2 + 0.001 * row).append(',').append(row % 5).append(',').append(row % 2 == 0 ? "가" : "나")
            .append("\\n");
      }
      browser.value("(() => { const data = new DataTransfer(); data.items.add(new File(['" + csv
          + "'], 'own.csv')); const field = document.querySelector('#file'); field.files = data.files;"
          + " field.dispatchEvent(new Event('change')); })()");
      browser.await("document.querySelector('#yaml').textContent.includes('종류')");
      browser.await("document.querySelector('#wires').textContent.includes('키')");
      browser.click("#run");
      browser.await("Number(document.querySelector('[data-figure=train-accuracy]')?.textContent) === 1");
      browser.click("#language");
      assertEquals("Epoch", browser.text("#epoch"));
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void aDrawnDigitIsRead() throws Exception {
    try (Browser browser = opened("en")) {
      browser.click("[data-tab=digits]");
      browser.await("document.querySelectorAll('#maps canvas').length > 100");
      browser.await("document.querySelectorAll('#probabilities rect').length === 10");
      assertTrue(browser.text("#patch").contains("= "), browser.text("#patch"));
      browser.click("#digitClear");
      browser.value("document.querySelector('#digit').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}))");
      browser.await("document.querySelector('#patch').textContent.includes('16 ·')");
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void fitsAPhoneAndTheDark() throws Exception {
    try (Browser browser = opened("en")) {
      for (String scheme : List.of("light", "dark")) {
        browser.scheme(scheme);
        assertTrue(browser.picture(1280, 720).length > 10_000);
        assertEquals("true", browser.value("document.documentElement.scrollWidth <= 1280"));
        assertTrue(browser.picture(390, 800).length > 10_000);
        assertEquals("true", browser.value("document.documentElement.scrollWidth <= 390"),
            "nothing but drawings is wider than a phone");
      }
      String hash = Base64.getEncoder().encodeToString("x".getBytes(StandardCharsets.UTF_8));
      browser.go(browser.value("location.origin") + "/#" + hash);
      browser.await(READY);
    }
  }
}
