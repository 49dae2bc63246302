package dev.sinabro.cli.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.page.Browser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with the page, in a real browser where there is one. */
class PlaygroundBrowserTest {
  private static final String TEST_ACCURACY =
      "Number(document.querySelector('[data-figure=test-accuracy]')?.textContent)";
  private static final String EPOCH = "Number(document.querySelector('#count').textContent.replace(/\\D/g, ''))";
  private static final String READY = "document.querySelectorAll('#figures dd').length > 0";

  private static Browser browser;

  private final List<Throwable> faults = new ArrayList<>();
  private Playground playground;

  @BeforeAll
  static void start(@TempDir Path profile) throws Exception {
    browser = new Browser(profile, "en");
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void serve() throws Exception {
    playground =
        new Playground(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), PageClient.DIGITS, faults::add);
  }

  @AfterEach
  void close() {
    browser.leave();
    playground.close();
    assertEquals(List.of(), faults);
    assertEquals(List.of(), browser.complaints());
  }

  private void open(String language) throws Exception {
    browser.open(language);
    browser.go(playground.address());
    browser.await(READY);
  }

  private static void choose(String data, String activation, int... units) throws Exception {
    browser.enter("#dataKind", data);
    browser.enter("#activation", activation);
    for (int layer = 2; layer < units.length; layer++) {
      browser.click("#more");
    }
    browser.await("document.querySelectorAll('#wires g[role=button]').length === " + 2 * units.length);
    for (int layer = 0; layer < units.length; layer++) {
      // Widened one by one, as by hand; each begins anew.
      browser.value("(() => { for (let i = 0; i < 12; i++) { document.querySelectorAll('#wires g[role=button]')["
          + (2 * layer + 1) + "].dispatchEvent(new Event('click')); } })()");
    }
    for (int count : units) {
      browser.await("document.querySelector('#yaml').textContent.includes('units: " + count + "}')");
    }
  }

  @Test
  void theSpiralIsLearnedByAClick() throws Exception {
    open("en");
    browser.enter("#rate", "0.01");
    choose("spiral", "relu", 16, 14, 14);
    browser.click("#run");
    browser.await(TEST_ACCURACY + " >= 0.95");
    browser.click("#run");
    browser.await("document.querySelector('#run').textContent.includes('Run')");
  }

  /** The plane, when what was asked last is drawn. */
  private static String still() throws InterruptedException {
    String before = "";
    String now = browser.value("document.querySelector('#plane').toDataURL()");
    while (!now.equals(before)) {
      Thread.sleep(500);
      before = now;
      now = browser.value("document.querySelector('#plane').toDataURL()");
    }
    return now;
  }

  @Test
  void theAddressRestoresTheState() throws Exception {
    open("en");
    choose("moons", "sigmoid", 16, 14, 14);
    browser.enter("#optimizer", "momentum");
    browser.enter("#noise", "0.1");
    browser.enter("#batch", "7");
    browser.enter("#seed", "99");
    browser.await("document.querySelector('#yaml').textContent.includes('seed: 99')");
    String address = browser.value("location.href");
    assertFalse(address.contains("token"), address);
    String yaml = browser.text("#yaml");
    String plane = still();
    assertTrue(plane.length() > 10_000);
    browser.go("about:blank");
    browser.go(address);
    browser.await(READY);
    assertEquals(yaml, browser.text("#yaml"));
    browser.await("document.querySelector('#plane').toDataURL() === '" + plane + "'");
    assertEquals("momentum", browser.value("document.querySelector('#optimizer').value"));
    assertEquals("7", browser.value("document.querySelector('#batch').value"));
    assertEquals(address, browser.value("location.href"));
  }

  @Test
  void aSecondTabHasATrainingOfItsOwnAndAHiddenOneClosesItsStream() throws Exception {
    open("en");
    String first = browser.tab();
    browser.click("#run");
    browser.await(EPOCH + " > 0");
    String second = browser.open("en");
    browser.go(playground.address());
    browser.turn(second);
    browser.await(READY);
    assertEquals("Epoch 0", browser.text("#count"), "the other tab's training is not this one's");
    browser.ask(first);
    browser.await("document.visibilityState === 'hidden'");
    Thread.sleep(500);
    String hidden = browser.text("#count");
    Thread.sleep(1_000);
    assertEquals(hidden, browser.text("#count"), "nothing is sent to a page that nobody sees");
    browser.turn(first);
    browser.await("document.querySelector('#count').textContent !== '" + hidden + "'");
  }

  @Test
  void everyLessonCanBeTrained() throws Exception {
    open("en");
    int lessons = Integer.parseInt(browser.value("document.querySelectorAll('#lesson option').length"));
    assertTrue(lessons > 8, lessons + " lessons");
    for (int lesson = 1; lesson < lessons; lesson++) {
      browser.value("(() => { const field = document.querySelector('#lesson'); field.selectedIndex = " + lesson
          + "; field.dispatchEvent(new Event('change')); })()");
      browser.await(
          "!document.querySelector('#lessonText').hidden && document.querySelector('#count').textContent === 'Epoch 0'");
      browser.click("#epoch");
      browser.await("document.querySelector('#count').textContent === 'Epoch 1'");
      assertEquals("true", browser.value("document.querySelector('#error').hidden"), browser.text("#lessonText"));
    }
  }

  @Test
  void aPerceptronGoesFromMistakeToMistakeUntilItMakesNone() throws Exception {
    open("en");
    browser.enter("#lesson", "perceptron");
    browser
        .await("document.querySelectorAll('#answers tr').length === 5 && !document.querySelector('#mistake').hidden");
    assertNotEquals("0", browser.value("document.querySelectorAll('#answers .wrong').length"),
        "it has something to learn");
    browser.value(
        "(async () => { for (let i = 0; i < 60 && !document.querySelector('#last').textContent.includes('nothing'); i++) {"
            + " document.querySelector('#mistake').click(); await new Promise(resolve => setTimeout(resolve, 60)); } })()");
    browser.await("document.querySelector('#last').textContent.includes('nothing moved')");
    browser.await("document.querySelectorAll('#answers .right').length === 4");
  }

  @Test
  void arrowKeysGoThroughTheNetworkAndAUnitIsSeenLarge() throws Exception {
    open("en");
    String key = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '%s', bubbles: true}))";
    assertEquals("1", browser.value("document.querySelectorAll('#wires [tabindex=\"0\"]').length"));
    browser.value("document.querySelector('#wires [tabindex=\"0\"]').focus()");
    browser.value(key.formatted("ArrowRight"));
    assertEquals("0.weight[1]", browser.value("document.activeElement.dataset.key"));
    browser.value(key.formatted("Enter"));
    assertEquals("0.weight[1]", browser.text("#weightName"));
    String plane = still();
    browser.value("document.querySelector('#wires .frame').focus()");
    assertEquals("unit 1, layer 1", browser.text("#outputTitle"));
    assertNotEquals(plane, browser.value("document.querySelector('#plane').toDataURL()"));
    browser.value("document.activeElement.blur()");
    assertEquals("Output", browser.text("#outputTitle"));
    assertEquals(plane, browser.value("document.querySelector('#plane').toDataURL()"));
  }

  @Test
  void theGradientOfAWeightIsChecked() throws Exception {
    open("en");
    browser.click("#epoch");
    browser.await("document.querySelector('#count').textContent === 'Epoch 1'");
    browser.value("document.querySelector('#wires .hit').dispatchEvent(new Event('click'))");
    browser.click("#check");
    browser.await("document.querySelector('#checked').dataset.agrees === 'true'");
  }

  @Test
  void aStepIsLookedAtInSlowMotion() throws Exception {
    open("en");
    browser.click("#epoch");
    browser.await("document.querySelector('#count').textContent === 'Epoch 1'");
    browser.click("#slowLook");
    browser.await("!document.querySelector('#slowOn').disabled");
    for (int stage = 0; stage < 5; stage++) {
      browser.click("#slowOn");
    }
    assertEquals("backward 1/3", browser.text("#slowStage"));
    assertTrue(browser.text("#slowText").contains("∂L/∂w1,1 = ∂L/∂z1 · a1"), browser.text("#slowText"));
  }

  @Test
  void aStepIsLookedAtEdgeByEdge() throws Exception {
    open("en");
    browser.click("#slowEdges");
    browser.click("#slowLook");
    browser.await("!document.querySelector('#slowOn').disabled");
    browser.click("#slowOn");
    assertTrue(browser.text("#slowText").startsWith("w1,1 · x1 = "), browser.text("#slowText"));
    assertEquals("1", browser.value("document.querySelectorAll('#slowGraph .edge.now').length"));
    // 2 inputs, 4 and 2 units, 1 output: 18 edges and 7 units, forward and backward, and the loss
    assertEquals("forward 1/3   1/51", browser.text("#slowStage"));
    for (int moment = 1; moment < 51; moment++) {
      browser.click("#slowOn");
    }
    assertEquals("backward 3/3   51/51", browser.text("#slowStage"));
    assertTrue(browser.text("#slowText").startsWith("∂L/∂w4,2 = ∂L/∂z4 · x2 = "), browser.text("#slowText"));
    assertEquals("18", browser.value("document.querySelectorAll('#slowGraph .edge.back title').length"));
  }

  @Test
  void gatesAreMadeByHand() throws Exception {
    String accuracy = "Number(document.querySelector('[data-figure=train-accuracy]').textContent)";
    open("en");
    browser.click("[data-tab=hand]");
    Map<String, String> weights = Map.of("and", "1 1 -1", "or", "1 1 1", "nand", "-1 -1 1", "exclusive-or",
        "1 1 -1 -1 1 1 1 1 -1.5");
    for (String gate : List.of("and", "or", "nand", "exclusive-or")) {
      browser.click("[data-gate=" + gate + "]");
      browser.await("!document.querySelector('#solve').disabled");
      browser.click("#solve");
      browser.await("[...document.querySelectorAll('#sliders output')].map((one) => one.textContent).join(' ') === '"
          + weights.get(gate) + "'");
      browser.await(accuracy + " === 1");
    }
    browser.value("(() => { const slider = document.querySelector('#sliders input'); slider.value = -3;"
        + " slider.dispatchEvent(new Event('input', {bubbles: true})); })()");
    browser.await(accuracy + " < 1");
  }

  private static void sendTable() throws InterruptedException {
    StringBuilder csv = new StringBuilder("키,너비,종류\\n");
    for (int row = 0; row < 40; row++) {
      csv.append(row % 2 + 0.001 * row).append(',').append(row % 5).append(',').append(row % 2 == 0 ? "가" : "나")
          .append("\\n");
    }
    browser.value("(() => { const data = new DataTransfer(); data.items.add(new File(['" + csv
        + "'], 'own.csv')); const field = document.querySelector('#file'); field.files = data.files;"
        + " field.dispatchEvent(new Event('change')); })()");
    browser.await("document.querySelector('#yaml').textContent.includes('종류')");
  }

  @Test
  void whatWasLetGoWhileNobodyLookedBeginsAnewWithItsTable() throws Exception {
    open("en");
    sendTable();
    browser.click("#epoch");
    browser.await(EPOCH + " === 1");
    String first = browser.tab();
    String play = browser.value("performance.getEntriesByType('resource').map((one) => one.name)"
        + ".find((name) => name.endsWith('/settings')).split('/').at(-2)");
    browser.turn(browser.open("en"));
    try (PageClient others = new PageClient(playground.address())) {
      while (others.get("plays/" + play + "/here").status() == 200) {
        others.post("plays", "{}");
        Thread.sleep(100);
      }
    }
    browser.leave();
    browser.turn(first);
    browser.await(EPOCH + " === 0");
    assertTrue(browser.text("#yaml").contains("종류"), browser.text("#yaml"));
    browser.click("#epoch");
    browser.await(EPOCH + " === 1");
    assertEquals("true", browser.value("document.querySelector('#error').hidden"), browser.text("#error"));
  }

  @Test
  void aTableOfOnesOwnIsLearned() throws Exception {
    open("en");
    sendTable();
    browser.await("document.querySelector('#wires').textContent.includes('키')");
    browser.click("#run");
    browser.await("Number(document.querySelector('[data-figure=train-accuracy]')?.textContent) === 1");
  }

  @Test
  void koreanByTheBrowsersLanguageAndEnglishByASwitch() throws Exception {
    open("ko");
    assertEquals("한 에포크", browser.text("#epoch"));
    assertEquals("ko", browser.value("document.documentElement.lang"));
    browser.click("#language");
    assertEquals("Epoch", browser.text("#epoch"));
    assertEquals("en", browser.value("document.documentElement.lang"));
  }

  @Test
  void aDrawnDigitIsRead() throws Exception {
    open("en");
    browser.click("[data-tab=digits]");
    browser.await("document.querySelectorAll('#maps canvas').length > 100");
    browser.await("document.querySelectorAll('#probabilities rect').length === 10");
    assertTrue(browser.text("#patch").contains("= "), browser.text("#patch"));
    browser.click("#digitClear");
    browser.value("document.querySelector('#digit').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}))");
    browser.await("document.querySelector('#patch').textContent.includes('16 ·')");
  }

  @Test
  void fitsAPhoneAndTheDark() throws Exception {
    open("en");
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
